// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.redaction;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Finds all of a few ASCII keywords in one pass over a text, in any case (Aho and Corasick). One look-up per character,
 * however many keywords there are and however the text is made.
 */
final class KeywordAutomaton {
    private static final int ROOT = 0;
    private static final int[] NONE = {};

    private final int[] lengths;
    /** Column of a lower-case ASCII character in the table; 0 for one that is in no keyword. */
    private final int[] columns = new int[128];

    private final int width;
    private final int[] next;
    /** Which keywords end in a state. */
    private final int[][] ends;

    /** Makes the table; keywords are lower-case ASCII and not empty. */
    KeywordAutomaton(List<String> keywords) {
        lengths = keywords.stream().mapToInt(String::length).toArray();
        int states = 1 + Arrays.stream(lengths).sum();
        int used = 1;
        for (char c : String.join("", keywords).toCharArray()) {
            if (columns[c] == 0) {
                columns[c] = used++;
            }
        }
        for (char c = 'A'; c <= 'Z'; c++) {
            columns[c] = columns[c + ('a' - 'A')];
        }
        width = used;
        next = new int[states * width];
        ends = new int[states][];
        Arrays.fill(ends, NONE);
        plant(keywords);
        link();
    }

    private void plant(List<String> keywords) {
        int made = 1;
        for (int keyword = 0; keyword < keywords.size(); keyword++) {
            int state = ROOT;
            for (char c : keywords.get(keyword).toCharArray()) {
                int cell = state * width + columns[c];
                if (next[cell] == ROOT) {
                    next[cell] = made++;
                }
                state = next[cell];
            }
            ends[state] = with(ends[state], keyword);
        }
    }

    /** Breadth first: what is missing after a state is taken from the longest state that is its end. */
    private void link() {
        int[] fallback = new int[ends.length];
        Deque<Integer> open = new ArrayDeque<>(List.of(ROOT));
        while (!open.isEmpty()) {
            int state = open.remove();
            for (int column = 1; column < width; column++) {
                int cell = state * width + column;
                int other = state == ROOT ? ROOT : next[fallback[state] * width + column];
                if (next[cell] == ROOT) {
                    next[cell] = other;
                } else {
                    fallback[next[cell]] = other;
                    for (int keyword : ends[other]) {
                        ends[next[cell]] = with(ends[next[cell]], keyword);
                    }
                    open.add(next[cell]);
                }
            }
        }
    }

    private static int[] with(int[] keywords, int another) {
        int[] more = Arrays.copyOf(keywords, keywords.length + 1);
        more[keywords.length] = another;
        return more;
    }

    /** Tells every place of every keyword, in the order of their ends. */
    void find(CharSequence text, Found found) {
        find(text, 0, text.length(), found);
    }

    /** The same in a part of a text, from an index to another, which is not looked at. */
    void find(CharSequence text, int from, int to, Found found) {
        int state = ROOT;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            state = c < columns.length ? next[state * width + columns[c]] : ROOT;
            for (int keyword : ends[state]) {
                found.at(keyword, i + 1 - lengths[keyword]);
            }
        }
    }

    /** Takes what was found. */
    @FunctionalInterface
    interface Found {
        /** A keyword, by its place in the list, and where it begins. */
        void at(int keyword, int start);
    }
}
