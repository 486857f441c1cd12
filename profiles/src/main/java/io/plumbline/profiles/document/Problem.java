// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.document;

import java.util.Locale;

/**
 * One thing that is wrong with a document.
 *
 * @param line from 1
 * @param column from 1
 * @param path for instance {@code spec.allowed[0].execution.user}; empty for the document itself
 * @param value what is there, cut and printable
 * @param expected what should be there
 */
public record Problem(int line, int column, String path, String value, String expected) {
    private static final int SHOWN = 80;

    static Problem of(int line, int column, String path, String value, String expected) {
        return new Problem(line, column, path, shown(value), expected);
    }

    /** One line, for instance {@code profile.yaml:12:9: spec.mode: "of" (expected: auto, learn, frozen or off)}. */
    public String describe(String source) {
        return String.format(
                Locale.ROOT,
                "%s:%d:%d: %s%s (expected: %s)",
                source,
                line,
                column,
                path.isEmpty() ? "" : path + ": ",
                value,
                expected);
    }

    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(SHOWN)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .forEach(shown::appendCodePoint);
        return text.codePointCount(0, text.length()) > SHOWN ? shown + "..." : shown.toString();
    }
}
