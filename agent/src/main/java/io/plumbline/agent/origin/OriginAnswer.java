// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.origin;

import io.plumbline.profiles.behavior.Origin;
import org.jspecify.annotations.Nullable;

/**
 * The place that a file comes from.
 *
 * @param sha256 of its content, hexadecimal; null when the file is from the image (nobody asked) or could not be read
 */
public record OriginAnswer(Origin origin, @Nullable String sha256) {
    static OriginAnswer of(Origin origin) {
        return new OriginAnswer(origin, null);
    }
}
