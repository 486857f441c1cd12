// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container;

import java.nio.file.Path;
import java.util.List;

/**
 * The layers of an overlayfs root, as the host sees them.
 *
 * @param upper the writable layer
 * @param lower the image's layers, topmost first
 */
public record OverlayLayers(Path upper, List<Path> lower) {
    public OverlayLayers {
        lower = List.copyOf(lower);
    }
}
