// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.redaction;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Names of options, variables and fields that say that their value is a secret, as {@code --db-password} does. */
final class TellingNames {
    /** Longer names are not read. */
    static final int LONGEST = 128;

    private static final int MOST_BEFORE = 64;
    private static final int MOST_BEHIND = 32;

    /** Anywhere in a name. */
    private static final List<String> ANYWHERE = Stream.concat(
                    Stream.of(
                            "passwd",
                            "password",
                            "passphrase",
                            "pwd",
                            "secret",
                            "token",
                            "credential",
                            "requirepass",
                            "masterauth",
                            "bearer"),
                    Stream.of("api", "access", "private", "auth", "account")
                            .flatMap(kind -> Stream.of(kind + "key", kind + "_key", kind + "-key")))
            .toList();
    /** Only where no letter stands before and behind: "bypass" and "passenger" tell nothing. */
    private static final List<String> ALONE = List.of("pass", "passin", "passout");

    /** Ends of names that only sound like it: files, policies, switches. */
    private static final List<String> HARMLESS = List.of(
            "file",
            "path",
            "dir",
            "ttl",
            "policy",
            "length",
            "timeout",
            "expiry",
            "expires",
            "expiration",
            "issuer",
            "type",
            "url",
            "uri",
            "name",
            "ref",
            "stdin",
            "enable",
            "enabled");

    /** Every telling name holds at least one of them, in any case. */
    static final List<String> KEYWORDS =
            Stream.concat(ANYWHERE.stream(), ALONE.stream()).toList();

    private static final KeywordAutomaton AUTOMATON = new KeywordAutomaton(KEYWORDS);

    private TellingNames() {}

    /** True when a part of a text, dashes of an option included, is such a name. */
    static boolean tells(CharSequence text, int start, int end) {
        if (end - start > LONGEST) {
            return false;
        }
        int dashes = 0;
        while (dashes < 2 && start + dashes < end && text.charAt(start + dashes) == '-') {
            dashes++;
        }
        int latest = start + dashes + MOST_BEFORE;
        boolean[] found = new boolean[1];
        AUTOMATON.find(text, start, end, (keyword, at) -> {
            int behind = at + KEYWORDS.get(keyword).length();
            found[0] |= at <= latest
                    && end - behind <= MOST_BEHIND
                    && (keyword < ANYWHERE.size() || isAlone(text, at, behind));
        });
        return found[0];
    }

    private static boolean isAlone(CharSequence text, int start, int end) {
        return (start == 0 || !Chars.is(text.charAt(start - 1), Chars.LETTER))
                && (end == text.length() || !Chars.is(text.charAt(end), Chars.LETTER));
    }

    /** True for an option whose name says that the next argument is a secret. */
    static boolean isSecretOption(String argument) {
        return argument.startsWith("-")
                && Chars.wordEnd(argument, 0, LONGEST + 1, Chars.NAME) == argument.length()
                && tells(argument, 0, argument.length())
                && !isHarmless(argument);
    }

    /** True when the name of a value only sounds as if it were a secret. */
    static boolean isHarmless(CharSequence name) {
        String lower = name.toString().toLowerCase(Locale.ROOT);
        return HARMLESS.stream().anyMatch(lower::endsWith);
    }
}
