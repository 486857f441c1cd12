// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.terminal;

/**
 * Makes text safe to show. Names, arguments, labels and paths come from pods and are hostile: a control character could
 * move the cursor, an ANSI sequence could forge a line, a bidirectional override could swap what is read.
 */
public final class Printable {
    private Printable() {}

    /** The text with everything that does not simply print written as an escape, so that it stays on one line. */
    public static String line(String text) {
        return escape(text, false);
    }

    /** Makes text safe as {@link #line} does, but keeps line feeds: for documents of many lines. */
    public static String lines(String text) {
        return escape(text, true);
    }

    /**
     * JSON with the characters that JSON allows and a terminal obeys (C1 controls, DEL, bidirectional overrides) written
     * as JSON escapes; the value stays the same. The argument must be valid JSON.
     */
    public static String json(String json) {
        var safe = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            boolean layout = c == '\n';
            boolean pair =
                    Character.isSurrogate(c) && prints(json.codePointAt(Character.isHighSurrogate(c) ? i : i - 1));
            if (layout || pair || prints(c)) {
                safe.append(c);
            } else {
                safe.append(String.format("\\u%04x", (int) c));
            }
        }
        return safe.toString();
    }

    private static String escape(String text, boolean keepLineFeeds) {
        if (text.codePoints().allMatch(c -> prints(c) || (keepLineFeeds && c == '\n'))) {
            return text;
        }
        var safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (prints(c) || (keepLineFeeds && c == '\n')) {
                safe.appendCodePoint(c);
            } else {
                safe.append(escape(c));
            }
        });
        return safe.toString();
    }

    private static String escape(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format(c <= 0xff ? "\\x%02x" : c <= 0xffff ? "\\u%04x" : "\\U%08x", c);
        };
    }

    private static boolean prints(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            // Other spaces than U+0020 could imitate columns.
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
