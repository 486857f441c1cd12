// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.fixtures.Seeds;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextSecretsTest {
    private static final int MOST_LOOKS_PER_CHARACTER = 60;
    private static final String NAME =
            "[A-Za-z0-9_.-]{0,64}?(?:(?<![A-Za-z])pass(?:in|out)?(?![A-Za-z])|passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|"
                    + "access[_-]?key|private[_-]?key|auth[_-]?key|account[_-]?key|credentials?|requirepass|masterauth|"
                    + "bearer)[A-Za-z0-9_.-]{0,32}";
    private static final List<String> PARTS = List.of(
            "--",
            "-",
            "pass",
            "password",
            "=",
            ":",
            " ",
            "token",
            "api_key",
            "Authorization: ",
            "Bearer ",
            "Cookie: ",
            "http",
            "://",
            "@",
            "/",
            "?sig=",
            "&",
            "AKIAIOSFODNN7EXAMPLE",
            "eyJhbGciOiJIUzI1NiJ9",
            ".",
            "xoxb-1234567890-abc",
            "'",
            "\"",
            "\n",
            "hooks.slack.com/services/",
            "hunter2secret",
            "_",
            "a",
            "0",
            "Z",
            "sk-aaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "file",
            "\u00e9");

    private final TextSecrets texts = new TextSecrets();

    private static String some(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i >= 0; i--) {
            text.append(PARTS.get(random.nextInt(PARTS.size())));
        }
        return text.toString();
    }

    @Test
    void findsAroundKeywordsWhatThePatternsFindAnywhere() {
        for (TextRule rule : TextRules.ALL) {
            Pattern anywhere = switch (rule.start()) {
                case BEHIND_NAME ->
                    Pattern.compile("(?i)(?<![A-Za-z0-9_.-])(?<name>-{0,2}" + NAME + ")"
                            + rule.exact().pattern());
                case BEHIND_OPTION ->
                    Pattern.compile("(?i)(?<![A-Za-z0-9_.-])(?<name>--" + NAME + ")"
                            + rule.exact().pattern());
                default -> rule.exact();
            };
            int group = anywhere.equals(rule.exact()) ? rule.group() : rule.group() + 1;
            TextSecrets alone = new TextSecrets(List.of(rule));
            Seeds.check(1000, random -> {
                String text = some(random);
                StringBuilder expected = new StringBuilder();
                int copied = 0;
                Matcher matcher = anywhere.matcher(text);
                while (matcher.find()) {
                    boolean none = group != rule.group()
                            && (TellingNames.isHarmless(matcher.group("name"))
                                    || matcher.group(group).startsWith("/"));
                    boolean skipped = rule.equals(TextRules.SIGNATURE) && !text.contains("/");
                    if (!none && !skipped) {
                        expected.append(text, copied, matcher.start(group)).append("#");
                        copied = matcher.end(group);
                    }
                }
                expected.append(text, copied, text.length());
                if (text.length() >= 6) {
                    assertThat(alone.redact(text, ignored -> "#").toString())
                            .as(text)
                            .isEqualTo(
                                    RandomText.replace(expected, ignored -> "#").toString());
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "password",
                "=",
                "a:",
                "eyJ",
                "-eyJ",
                "-eyJaaaaaaaa.",
                "://",
                "ab://c:d",
                "ab://c:@",
                "--password ",
                "--password -",
                "password:\n",
                "-",
                "aA0",
                "x.password-",
                "?sig=1&",
                "-AIza",
                "-SG.aaaaaaaaaaaaaaaa",
                "xoxb-1",
                "cookie:\n",
                "hooks.slack.com/",
                "-----BEGIN A",
            })
    void looksAtEachCharacterAFewTimesHoweverTheTextIsMade(String part) {
        Counted text = new Counted(part.repeat(32 * 1024 / part.length()));

        assertThat(texts.redact(text, secret -> "#").length()).isPositive();
        assertThat(text.looks)
                .as("looks at %d characters", text.length())
                .isLessThan((long) MOST_LOOKS_PER_CHARACTER * text.length());
    }

    /** Counts how often somebody looks at one of its characters. */
    private static final class Counted implements CharSequence {
        private final String text;
        private long looks;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            looks++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            looks += end - start;
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
