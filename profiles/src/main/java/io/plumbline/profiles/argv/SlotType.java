// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a slot of an argument vector accepts. None of them can begin with a dash, so that no slot can hide an option. */
public enum SlotType {
    /** 1 to 20 decimal digits, or a decimal fraction with up to 9 digits behind its point. */
    NUMBER("[0-9]{1,20}(?:\\.[0-9]{1,9})?|\\.[0-9]{1,9}"),
    /** A UUID in its canonical form. */
    UUID("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"),
    /** At least 12 hexadecimal digits, letters and digits among them. */
    HEX("(?=[0-9]*+[a-fA-F])(?=[a-fA-F]*+[0-9])[0-9a-fA-F]{12,256}"),
    /** An address of a private range with an optional port. */
    ADDRESS("10(?:\\.[0-9]{1,3}){3}(?::[0-9]{1,5})?"
            + "|(?:192\\.168|172\\.(?:1[6-9]|2[0-9]|3[01])|100\\.(?:6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7]))"
            + "(?:\\.[0-9]{1,3}){2}(?::[0-9]{1,5})?"
            + "|f[cd][0-9a-fA-F]{2}:[0-9a-fA-F:]{1,35}"
            + "|\\[f[cd][0-9a-fA-F]{2}:[0-9a-fA-F:]{1,35}\\](?::[0-9]{1,5})?"),
    /** A date, or a date with a time, in ISO 8601 form. */
    TIME("[12][0-9]{3}-[01][0-9]-[0-3][0-9]"
            + "(?:[T ][0-2][0-9]:[0-5][0-9](?::[0-6][0-9](?:[.,][0-9]{1,9})?)?(?:Z|[+-][0-2][0-9]:?[0-5][0-9])?)?"),
    /** A path below a temporary directory whose last part ends in at least 6 random letters and digits. */
    TEMPORARY_PATH("/(?:tmp|var/tmp|dev/shm)/(?:[A-Za-z0-9_.-]{1,64}/){0,8}"
            + "(?:[A-Za-z0-9_]{1,32}[._-]|tmp)?"
            + "(?=[A-Za-z0-9_]*[0-9A-Z])(?=[A-Za-z0-9_]*[a-z0-9])(?![0-9]{1,64}$)(?=[A-Za-z0-9_]*[A-Za-z])"
            + "[A-Za-z0-9_]{6,64}"),
    /** Letters and digits of a name that is made anew each time: at least 6 with a digit, or up to 64 hexadecimal digits. */
    NAME("(?=[A-Za-z]*+[0-9])[A-Za-z0-9]{6,32}|(?=[a-fA-F]*+[0-9])[0-9a-fA-F]{33,64}");

    private static final int LONGEST = 1024;

    private final Pattern pattern;

    SlotType(String pattern) {
        this.pattern = Pattern.compile(pattern);
    }

    String pattern() {
        return pattern.pattern();
    }

    /** True when the whole text is of this type. */
    public boolean accepts(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST
                && pattern.matcher(text).matches();
    }

    /** The one-word form in documents, for instance {@code temporary-path}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The type with this word, if there is one. */
    public static Optional<SlotType> of(String word) {
        for (SlotType type : values()) {
            if (type.word().equals(word)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
