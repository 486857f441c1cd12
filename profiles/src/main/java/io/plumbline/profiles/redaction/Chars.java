// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.redaction;

/** Classes of ASCII characters, one bit each, in a table. */
final class Chars {
    static final int LETTER = 1;
    /** Letters, digits, dot, dash and underscore. */
    static final int NAME = 2;
    /** Letters, digits, dash and underscore. */
    static final int TOKEN = 4;
    /** Letters, digits, dot, dash and plus. */
    static final int SCHEME = 8;
    /** The alphabets of Base64. */
    static final int BASE64 = 16;

    /** What can not stand in the user and password of a URL: blanks, quotes, and what begins its other parts. */
    static final int ENDS_USER = 32;

    private static final byte[] CLASSES = classes();

    private Chars() {}

    private static byte[] classes() {
        byte[] classes = new byte[128];
        for (char c = 0; c < classes.length; c++) {
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean common = letter || (c >= '0' && c <= '9') || c == '-';
            classes[c] = (byte) ((letter ? LETTER : 0)
                    | (common || c == '_' || c == '.' ? NAME : 0)
                    | (common || c == '_' ? TOKEN : 0)
                    | (common || c == '+' || c == '.' ? SCHEME : 0)
                    | (common || c == '_' || c == '+' || c == '/' ? BASE64 : 0)
                    | (" \t\n\u000b\f\r/?#\"'@".indexOf(c) >= 0 ? ENDS_USER : 0));
        }
        return classes;
    }

    /** True when the character is of the class. */
    static boolean is(char c, int ofClass) {
        return c < CLASSES.length && (CLASSES[c] & ofClass) != 0;
    }

    /** Where the word of this class around a place begins, looking back no further than to {@code limit}. */
    static int wordStart(CharSequence text, int place, int limit, int ofClass) {
        int start = place;
        while (start > limit && is(text.charAt(start - 1), ofClass)) {
            start--;
        }
        return start;
    }

    /** Where the word of this class at a place ends: the index of the first character that is not of it. */
    static int wordEnd(CharSequence text, int place, int ofClass) {
        return wordEnd(text, place, text.length(), ofClass);
    }

    /** The same, looking no further than at {@code limit}. */
    static int wordEnd(CharSequence text, int place, int limit, int ofClass) {
        int end = place;
        while (end < Math.min(limit, text.length()) && is(text.charAt(end), ofClass)) {
            end++;
        }
        return end;
    }

    /** The first place of a character from an index on; -1 when there is none. */
    static int indexOf(CharSequence text, char c, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == c) {
                return i;
            }
        }
        return -1;
    }
}
