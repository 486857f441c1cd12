// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What changes in the name of a file from one use to the next: numbers, times, UUIDs and random letters and digits in the
 * last part of a path. The directory stays as it is, and so do the letters around: {@code /srv/up-17-23145.png} is
 * {@code /srv/up-<number>-<number>.png}, a segment of PostgreSQL's log {@code /arch/<name>}.
 *
 * <p>This hides no other command: a slot takes letters, digits and the marks of times only, so that it can not hold a
 * directory, an option, a host or what a shell reads as more than a part of one word.
 */
final class NameSlots {
    private static final int LONGEST = 512;
    private static final int SHORTEST_HEX = 21;
    private static final Pattern PATH = Pattern.compile("(?!-)(?:[A-Za-z0-9_.,+=-]*/)+(?!/)[A-Za-z0-9_.:,+=-]+");
    /** Longer runs of digits in other names than those of paths, as 24 of a log's segment. */
    private static final Pattern LONG_HEX = Pattern.compile("(?=[a-fA-F]*+[0-9])[0-9a-fA-F]{21,64}");

    private static final Pattern PART = Pattern.compile("(?<uuid>" + SlotType.UUID.pattern() + ")(?![A-Za-z0-9])"
            + "|(?<time>" + SlotType.TIME.pattern() + ")(?![A-Za-z0-9])|[A-Za-z0-9]+");
    private static final Pattern NUMBERED = Pattern.compile("([A-Za-z]*)([0-9]{1,20})");
    /** Shorter numbers are those of versions, shards and copies, which do not change. */
    private static final int STRONG_DIGITS = 4;

    private NameSlots() {}

    /** A part of a text that is a slot. */
    record Found(int start, int end, SlotType type) {}

    /**
     * The slots of a word, in their order; none when nothing in it is sure to change.
     *
     * @param changing true when another word beside it is sure to change: then short numbers count, too
     */
    static List<Found> of(String word, boolean changing) {
        if (word.length() > LONGEST || !hasDigit(word)) {
            return List.of();
        }
        if (word.length() >= SHORTEST_HEX && LONG_HEX.matcher(word).matches()) {
            return List.of(new Found(0, word.length(), SlotType.NAME));
        }
        int slash = word.lastIndexOf('/');
        return slash < 0 || !PATH.matcher(word).matches() ? List.of() : ofName(word, slash + 1, changing);
    }

    private static boolean hasDigit(String word) {
        for (int i = word.lastIndexOf('/') + 1; i < word.length(); i++) {
            if (word.charAt(i) >= '0' && word.charAt(i) <= '9') {
                return true;
            }
        }
        return false;
    }

    private static List<Found> ofName(String word, int from, boolean changing) {
        List<Found> found = new ArrayList<>();
        boolean strong = changing;
        Matcher parts = PART.matcher(word).region(from, word.length());
        while (parts.find()) {
            if (parts.group("uuid") != null || parts.group("time") != null) {
                SlotType type = parts.group("uuid") != null ? SlotType.UUID : SlotType.TIME;
                found.add(new Found(parts.start(), parts.end(), type));
                strong = true;
                continue;
            }
            Matcher numbered = NUMBERED.matcher(parts.group());
            if (numbered.matches()) {
                found.add(new Found(parts.start() + numbered.start(2), parts.end(), SlotType.NUMBER));
                boolean whole = parts.start() == from && parts.end() == word.length() && numbered.start(2) == 0;
                strong |= !whole && numbered.group(2).length() >= STRONG_DIGITS;
            } else if (SlotType.NAME.accepts(parts.group())) {
                found.add(new Found(parts.start(), parts.end(), SlotType.NAME));
                strong = true;
            }
        }
        return strong ? found : List.of();
    }
}
