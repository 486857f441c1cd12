// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.redaction;

import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Words that can only be keys: long, of three kinds of characters, and as even as random text. */
final class RandomText {
    private static final int SHORTEST = 32;
    private static final int LONGEST = 1024;
    private static final double SECRET_BITS_PER_CHARACTER = 4.3;
    /** n times its binary logarithm, for every count that a word can have. */
    private static final double[] WEIGHTS = weights();

    private static final Pattern PASSWORD = Pattern.compile(
            "(?=[^a-z]*+[a-z])(?=[^A-Z]*+[A-Z])(?=[^0-9]*+[0-9]++[^0-9]++[0-9])[A-Za-z0-9!#$%&*+=?@^_~-]{10,128}");

    private RandomText() {}

    private static double[] weights() {
        double[] weights = new double[LONGEST + 3];
        for (int n = 1; n < weights.length; n++) {
            weights[n] = n * Math.log(n) / Math.log(2);
        }
        return weights;
    }

    /** The text with {@code marker} in the place of each whole word of the Base64 alphabets that looks random. */
    static CharSequence replace(CharSequence text, UnaryOperator<String> marker) {
        StringBuilder out = new StringBuilder();
        int copied = 0;
        int i = 0;
        while (i < text.length()) {
            if (!isWord(text.charAt(i))) {
                i++;
                continue;
            }
            int start = i;
            int end = Chars.wordEnd(text, start, Chars.BASE64);
            int padded = end;
            while (padded < text.length() && padded < end + 2 && text.charAt(padded) == '=') {
                padded++;
            }
            i = padded;
            while (i < text.length() && isWord(text.charAt(i))) {
                i++;
            }
            if (i == padded && end - start >= SHORTEST && end - start <= LONGEST) {
                String word = text.subSequence(start, padded).toString();
                if (looksRandom(word)) {
                    out.append(text, copied, start).append(marker.apply(word));
                    copied = padded;
                }
            }
        }
        return copied == 0 ? text : out.append(text, copied, text.length());
    }

    /**
     * True for a word that is a password rather than a name, where something says that it may be one: letters of both
     * kinds with two groups of digits among them. Less even than a key, since it is shorter.
     */
    static boolean looksLikePassword(String word) {
        return word.length() <= 128 && PASSWORD.matcher(word).matches();
    }

    private static boolean isWord(char c) {
        return Chars.is(c, Chars.BASE64) || c == '=' || c == '.';
    }

    /** Long, of three kinds of characters, and with the entropy of a random text; hexadecimal ids and paths are not. */
    private static boolean looksRandom(String text) {
        int[] counts = new int[128];
        boolean lower = false;
        boolean upper = false;
        boolean digit = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            counts[c & 127]++;
            lower |= c >= 'a' && c <= 'z';
            upper |= c >= 'A' && c <= 'Z';
            digit |= c >= '0' && c <= '9';
        }
        if (!lower || !upper || !digit || counts['/'] * 12 > text.length()) {
            return false;
        }
        double weights = 0;
        for (int count : counts) {
            weights += WEIGHTS[count];
        }
        return (WEIGHTS[text.length()] - weights) / text.length() >= SECRET_BITS_PER_CHARACTER;
    }
}
