// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.fixtures.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CommandWordsTest {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s;|&()'\"]++)|([;|&()\n])");

    @Test
    void cutsAsTheGrammarSays() {
        String alphabet = "ab '\";|&()\n\t\\$\u00e9";
        Seeds.check(2000, random -> {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            List<String> expected = new ArrayList<>();
            Matcher matcher = WORD.matcher(text);
            while (matcher.find()) {
                int group =
                        matcher.group(1) != null ? 1 : matcher.group(2) != null ? 2 : matcher.group(3) != null ? 3 : 4;
                expected.add((group == 4) + " " + matcher.start(group) + " " + matcher.group(group));
            }
            List<String> cut = new ArrayList<>();
            CommandWords words = new CommandWords(text.toString());
            while (words.next()) {
                cut.add(words.isSeparator() + " " + words.start() + " " + words.word());
            }
            assertThat(cut).as(text.toString()).isEqualTo(expected);
        });
    }
}
