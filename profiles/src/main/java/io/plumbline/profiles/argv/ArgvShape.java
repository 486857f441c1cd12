// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The shape of an argument vector, argv[0] included.
 *
 * @param truncated true when the vector was longer than what could be read, by nobody knows how much: such a shape matches nothing
 */
public record ArgvShape(List<ArgvToken> tokens, boolean truncated) {
    /** Most tokens that a shape keeps; the last one stands for the rest of a longer vector, as a hash. */
    public static final int MAX_TOKENS = 128;

    /** With what the prefix of the last token begins that stands for a vector of which only the beginning was read. */
    static final String CUT = "(beginning of ";

    public ArgvShape {
        tokens = List.copyOf(tokens);
        if (tokens.size() > MAX_TOKENS) {
            throw new IllegalArgumentException("tokens: " + tokens.size() + " (expected: at most " + MAX_TOKENS + ")");
        }
    }

    /** True when this shape, as a pattern, covers the observed one: same length, token by token, neither truncated. */
    public boolean matches(ArgvShape observed) {
        return firstDifference(observed) == MATCHES;
    }

    /** What {@link #firstDifference} returns for a match. */
    public static final int MATCHES = -1;

    /** Index of the first token that does not fit, {@link #MATCHES} if all fit; a length difference counts at the end. */
    public int firstDifference(ArgvShape observed) {
        if (truncated || observed.truncated) {
            return Math.min(tokens.size(), observed.tokens.size());
        }
        int common = Math.min(tokens.size(), observed.tokens.size());
        for (int i = 0; i < common; i++) {
            if (!tokens.get(i).matches(observed.tokens.get(i))) {
                return i;
            }
        }
        return tokens.size() == observed.tokens.size() ? MATCHES : common;
    }

    /** True when only the beginning of the vector was read, and the last token stands for the whole. */
    public boolean isCut() {
        return !tokens.isEmpty()
                && tokens.getLast() instanceof ArgvToken.Hashed hashed
                && hashed.prefix().startsWith(CUT);
    }

    /** For people: the tokens with spaces between them; not meant to be parsed. */
    public String display() {
        return tokens.stream().map(ArgvToken::display).collect(Collectors.joining(" ")) + (truncated ? " ..." : "");
    }
}
