// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.query;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Opaque form of the key at which a page ended. */
final class PageToken {
    static final int DEFAULT_SIZE = 100;
    static final int MAX_SIZE = 500;
    private static final String SEPARATOR = "\u001f";

    private PageToken() {}

    /** {@code kind} tells the lists apart: a token of one is no token of the other. */
    static String of(String kind, List<String> parts) {
        String text = kind + SEPARATOR + String.join(SEPARATOR, parts);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The parts of a token; fails with INVALID_ARGUMENT when it is not one of that kind with so many parts. */
    static List<String> parse(String kind, String token, int count) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            List<String> parts = List.of(text.split(SEPARATOR, -1));
            if (parts.size() == count + 1 && parts.getFirst().equals(kind)) {
                return parts.subList(1, parts.size());
            }
        } catch (IllegalArgumentException ignored) {
            // Told below, like every other token that is none of ours.
        }
        throw wrong(token);
    }

    static StatusRuntimeException wrong(String token) {
        return Status.INVALID_ARGUMENT
                .withDescription("page_token: \"" + token.substring(0, Math.min(64, token.length()))
                        + "\" (expected: next_page_token of the former answer)")
                .asRuntimeException();
    }

    /** The size to use for a requested one. */
    static int size(int requested) {
        if (requested < 0 || requested > MAX_SIZE) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("page_size: " + Integer.toUnsignedString(requested) + " (expected: 1 to "
                            + MAX_SIZE + ", or 0 for " + DEFAULT_SIZE + ")")
                    .asRuntimeException();
        }
        return requested == 0 ? DEFAULT_SIZE : requested;
    }
}
