// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.peer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Lists of addresses that a peer had: textual, newest last. For people, for the replay of policies, and for an agent that starts anew. */
public final class Addresses {
    /** Characters of the longest address: an IPv6 address of which the end is written as an IPv4 one. */
    private static final int LONGEST = 45;

    /** Chooses between two lists of one age: any order does, as long as it is one. */
    private static final Comparator<List<String>> SAME_AGE =
            Comparator.<List<String>>comparingInt(List::size).thenComparing(list -> String.join(",", list));

    private Addresses() {}

    /** Reads a list from outside. Keeps the texts that can be addresses, and of these the newest {@code most}. */
    public static List<String> read(List<String> told, int most) {
        return newest(told.stream().filter(Addresses::isReadable), most);
    }

    /** The newest {@code most} of lists, the oldest list first; each address once, where it came last. */
    public static List<String> join(Stream<List<String>> oldestFirst, int most) {
        return newest(oldestFirst.flatMap(List::stream), most);
    }

    /** The list of the later time; of the same time always the same one of the two, whichever comes first. */
    public static List<String> later(List<String> one, long oneAt, List<String> other, long otherAt) {
        if (oneAt != otherAt) {
            return oneAt > otherAt ? one : other;
        }
        return SAME_AGE.compare(one, other) >= 0 ? one : other;
    }

    private static List<String> newest(Stream<String> oldestFirst, int most) {
        List<String> newest = new ArrayList<>();
        for (String address : oldestFirst.toList().reversed()) {
            if (newest.size() < most && !newest.contains(address)) {
                newest.addFirst(address);
            }
        }
        return List.copyOf(newest);
    }

    private static boolean isReadable(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST
                && text.chars().allMatch(c -> c == ':' || c == '.' || (c < 128 && Character.digit(c, 16) >= 0));
    }
}
