// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.redaction;

import io.plumbline.profiles.redaction.TextRule.Start;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the secrets in a text. The time grows with the length of the text alone: one pass finds the keywords of all
 * rules, and a rule's pattern is tried once where one of its own stands. Not safe for several threads.
 */
final class TextSecrets {
    private static final int SHORTEST = 6;
    private static final int LONGEST_SCHEME = 21;
    private static final int LONGEST_HEADER = 2051;
    private static final int SHORTEST_PART = 8;

    private final KeywordAutomaton keywords;
    private final int[] ruleOf;
    private final List<TextRule> rules;
    /** Where keywords of each rule stand in the text at hand, and how many there are. */
    private final int[][] places;

    private final int[] count;

    TextSecrets() {
        this(TextRules.ALL);
    }

    TextSecrets(List<TextRule> rules) {
        this.rules = rules;
        keywords = new KeywordAutomaton(
                rules.stream().flatMap(rule -> rule.keywords().stream()).toList());
        ruleOf = rules.stream()
                .flatMapToInt(rule -> rule.keywords().stream().mapToInt(ignored -> rules.indexOf(rule)))
                .toArray();
        places = new int[rules.size()][16];
        count = new int[rules.size()];
    }

    /** The text with {@code marker} of each secret in its place. */
    CharSequence redact(CharSequence text, UnaryOperator<String> marker) {
        if (text.length() < SHORTEST) {
            return text;
        }
        scan(text);
        boolean address = Chars.indexOf(text, '/', 0) >= 0;
        CharSequence current = text;
        for (int rule = 0; rule < rules.size(); rule++) {
            if (count[rule] > 0 && (address || !rules.get(rule).equals(TextRules.SIGNATURE))) {
                @Nullable CharSequence replaced = replace(rule, current, marker);
                if (replaced != null) {
                    current = replaced;
                    scan(current);
                }
            }
        }
        return RandomText.replace(current, marker);
    }

    private void scan(CharSequence text) {
        Arrays.fill(count, 0);
        keywords.find(text, (keyword, start) -> {
            int rule = ruleOf[keyword];
            if (count[rule] == places[rule].length) {
                places[rule] = Arrays.copyOf(places[rule], 2 * count[rule]);
            }
            places[rule][count[rule]++] = start;
        });
        for (int rule = 0; rule < count.length; rule++) {
            Arrays.sort(places[rule], 0, count[rule]);
        }
    }

    private @Nullable CharSequence replace(int index, CharSequence text, UnaryOperator<String> marker) {
        TextRule rule = rules.get(index);
        Matcher matcher = rule.exact().matcher(text).useTransparentBounds(true).useAnchoringBounds(false);
        StringBuilder out = new StringBuilder();
        int copied = 0;
        int from = 0;
        int wordEnd = 0;
        for (int i = 0; i < count[index]; i++) {
            int keyword = places[index][i];
            int start = keyword;
            if (keyword < from) {
                continue;
            }
            switch (rule.start()) {
                case KEYWORD -> {}
                case SCHEME -> start = scheme(text, keyword, from);
                case BEHIND_NAME, BEHIND_OPTION -> {
                    if (keyword < wordEnd) {
                        continue;
                    }
                    int wordStart = Chars.wordStart(text, keyword, from, Chars.NAME);
                    wordEnd = Chars.wordEnd(text, keyword, Chars.NAME);
                    start = isNamed(rule.start(), text, wordStart, wordEnd) ? wordEnd : -1;
                }
                case DOTTED -> {
                    wordEnd = keyword < wordEnd ? wordEnd : Chars.wordEnd(text, keyword, Chars.TOKEN);
                    start = isDotted(text, keyword, wordEnd) ? keyword : -1;
                }
            }
            if (start < 0 || !matcher.region(start, text.length()).lookingAt()) {
                continue;
            }
            from = matcher.end();
            String value = matcher.group(rule.group());
            if (value != null && !value.startsWith(SecretFinder.MARKER) && !isReference(rule, value)) {
                out.append(text, copied, matcher.start(rule.group())).append(marker.apply(value));
                copied = matcher.end(rule.group());
            }
        }
        return copied == 0 ? null : out.append(text, copied, text.length());
    }

    /** Where the scheme of a URL begins; -1 when there is none, or when nobody is named before its host. */
    private static int scheme(CharSequence text, int end, int from) {
        int authority = end + 3;
        while (authority < text.length() && !Chars.is(text.charAt(authority), Chars.ENDS_USER)) {
            authority++;
        }
        if (authority == text.length() || text.charAt(authority) != '@') {
            return -1;
        }
        int start = -1;
        for (int i = end - 1;
                i >= Math.max(from, end - LONGEST_SCHEME) && Chars.is(text.charAt(i), Chars.SCHEME);
                i--) {
            if (Chars.is(text.charAt(i), Chars.LETTER) && i <= end - 2) {
                start = i;
            }
        }
        return start;
    }

    /** What stands behind a word decides whether it can name a value: most words end here. */
    private static boolean isNamed(Start kind, CharSequence text, int start, int end) {
        if (end == text.length()) {
            return false;
        }
        char behind = text.charAt(end);
        boolean possible = kind == Start.BEHIND_NAME
                ? behind == '=' || behind == ':' || behind == '"' || behind == '\''
                : behind == ' ' && text.charAt(start) == '-' && text.charAt(start + 1) == '-';
        return possible
                && TellingNames.tells(text, start, end)
                && !TellingNames.isHarmless(text.subSequence(start, end));
    }

    /** True when all of the word fits, and a second one stands behind its dot: nothing is walked through in vain. */
    private static boolean isDotted(CharSequence text, int start, int end) {
        return end < text.length()
                && text.charAt(end) == '.'
                && end - start <= LONGEST_HEADER
                && Chars.wordEnd(text, end + 1, end + 1 + SHORTEST_PART, Chars.TOKEN) == end + 1 + SHORTEST_PART;
    }

    /** {@code $PASSWORD} and {@code /run/secrets/x} point to a secret and are none. */
    private static boolean isReference(TextRule rule, String value) {
        return (rule.start() == Start.BEHIND_NAME || rule.start() == Start.BEHIND_OPTION)
                && (value.startsWith("$") || value.startsWith("/"));
    }
}
