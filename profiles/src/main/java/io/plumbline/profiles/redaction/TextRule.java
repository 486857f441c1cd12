// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.redaction;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One form of a secret in a text. The pattern is tried only where one of the keywords stands, once for each place: it costs
 * nothing in a text without them.
 *
 * @param keywords lower-case ASCII; every match of the pattern holds one of them
 * @param start where a match begins, seen from a keyword
 * @param exact the form
 * @param group the group that is the secret; 0 is all of it
 */
record TextRule(List<String> keywords, Start start, Pattern exact, int group) {
    /** Where a match begins. The pattern must not be able to match a keyword from anywhere else. */
    enum Start {
        /** At the keyword. */
        KEYWORD,
        /** Behind the telling name in which the keyword stands: letters, digits, dots, dashes and underscores. */
        BEHIND_NAME,
        /** The same, of a name with two dashes before it. */
        BEHIND_OPTION,
        /** At the first letter of the scheme of a URL; the keyword is what stands behind the scheme. */
        SCHEME,
        /** At the keyword, in a word of letters, digits, dashes and underscores that a dot ends. */
        DOTTED
    }

    TextRule {
        keywords = List.copyOf(keywords);
    }
}
