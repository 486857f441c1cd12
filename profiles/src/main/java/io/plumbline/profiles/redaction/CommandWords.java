// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.redaction;

/**
 * Cuts a text that may hold commands into words, without knowing what a shell would make of them: a quoted text is one word,
 * and what separates commands stands alone. One pass, one word at a time.
 */
final class CommandWords {
    private static final String SEPARATORS = ";|&()\n";
    private static final String BLANKS = " \t\n\u000b\f\r";

    private final String text;
    private int start;
    private int end;
    private int next;
    /** From here on no such quote is closed. */
    private int lastSingle = Integer.MAX_VALUE;

    private int lastDouble = Integer.MAX_VALUE;

    CommandWords(String text) {
        this.text = text;
    }

    /** Goes to the next word; false at the end. */
    boolean next() {
        while (next < text.length()) {
            char c = text.charAt(next);
            if (SEPARATORS.indexOf(c) >= 0) {
                start = next;
                end = ++next;
                return true;
            }
            if (c == '\'' || c == '"') {
                int close = closing(c, next + 1);
                if (close >= 0) {
                    start = next + 1;
                    end = close;
                    next = close + 1;
                    return true;
                }
                next++;
            } else if (BLANKS.indexOf(c) >= 0) {
                next++;
            } else {
                start = next;
                while (next < text.length() && isPlain(text.charAt(next))) {
                    next++;
                }
                end = next;
                return true;
            }
        }
        return false;
    }

    private int closing(char quote, int from) {
        if (from > (quote == '"' ? lastDouble : lastSingle)) {
            return -1;
        }
        int close = text.indexOf(quote, from);
        if (close < 0 && quote == '"') {
            lastDouble = from - 1;
        } else if (close < 0) {
            lastSingle = from - 1;
        }
        return close;
    }

    private static boolean isPlain(char c) {
        return c > '|' || (SEPARATORS.indexOf(c) < 0 && BLANKS.indexOf(c) < 0 && c != '\'' && c != '"');
    }

    /** True when the word is what ends a command. */
    boolean isSeparator() {
        return end - start == 1 && next == end && SEPARATORS.indexOf(text.charAt(start)) >= 0;
    }

    /** Where the word begins, behind its quote. */
    int start() {
        return start;
    }

    /** Where it ends. */
    int end() {
        return end;
    }

    /** The word without its quotes. */
    String word() {
        return text.substring(start, end);
    }
}
