// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

import java.util.List;

/**
 * The shape of an argument vector, argv[0] included.
 *
 * @param truncated true when the vector was longer than what could be read: such a shape matches nothing
 */
public record ArgvShape(List<ArgvToken> tokens, boolean truncated) {
    /** Most tokens that a shape keeps; a longer vector counts as truncated. */
    public static final int MAX_TOKENS = 128;

    public ArgvShape {
        tokens = List.copyOf(tokens);
    }
}
