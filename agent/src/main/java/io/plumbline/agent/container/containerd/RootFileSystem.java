// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import io.plumbline.agent.container.OverlayLayers;
import io.plumbline.containerd.v1.Mount;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the layers of a container's root from the mounts that a snapshotter hands out. */
final class RootFileSystem {
    /** The kernel's own limit of layers is 500. */
    private static final int LAYER_LIMIT = 512;

    private RootFileSystem() {}

    /** Empty when the root is not an overlay with a writable layer. */
    static Optional<OverlayLayers> layers(List<Mount> mounts) {
        for (Mount mount : mounts) {
            if (mount.getType().equals("overlay")) {
                return layers(mount);
            }
        }
        return Optional.empty();
    }

    private static Optional<OverlayLayers> layers(Mount overlay) {
        @Nullable Path upper = null;
        List<Path> lower = new ArrayList<>();
        try {
            for (String option : overlay.getOptionsList()) {
                if (option.startsWith("upperdir=")) {
                    upper = Path.of(option.substring("upperdir=".length()));
                } else if (option.startsWith("lowerdir=")) {
                    for (String layer : option.substring("lowerdir=".length()).split(":", LAYER_LIMIT)) {
                        lower.add(Path.of(layer));
                    }
                }
            }
        } catch (InvalidPathException malformed) {
            return Optional.empty();
        }
        return upper == null ? Optional.empty() : Optional.of(new OverlayLayers(upper, lower));
    }
}
