// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.origin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A regular file below a root that somebody else can write: every part of the path is looked at without following links, so
 * that no link made in the container leads out of it.
 */
record LayerFile(Path path, long inode, long size, long changedNanos) {
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int FILE_TYPE = 0170000;

    /** The file at {@code path} below {@code root}; empty when there is none, or when it is no regular file. */
    static Optional<LayerFile> find(Path root, String path) throws IOException {
        return switch (look(root, path)) {
            case Found found -> Optional.of(found.file());
            case Nothing ignored -> Optional.empty();
            case Hidden ignored -> Optional.empty();
        };
    }

    /** The file in the topmost layer that says something of the path; a whiteout hides what is below it. */
    static Optional<LayerFile> findFirst(List<Path> layers, String path) throws IOException {
        for (Path layer : layers) {
            switch (look(layer, path)) {
                case Found found -> {
                    return Optional.of(found.file());
                }
                case Hidden ignored -> {
                    return Optional.empty();
                }
                case Nothing ignored -> {}
            }
        }
        return Optional.empty();
    }

    private sealed interface Look {}

    private record Found(LayerFile file) implements Look {}

    private record Hidden() implements Look {}

    private record Nothing() implements Look {}

    private static Look look(Path root, String path) throws IOException {
        Path current = root;
        for (Path part : Path.of("/").relativize(Path.of(path).normalize())) {
            current = current.resolve(part);
            Map<String, Object> attributes;
            try {
                attributes = Files.readAttributes(current, "unix:mode,ino,size,ctime", LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException | NotDirectoryException missing) {
                return new Nothing();
            }
            int type = (int) number(attributes, "mode") & FILE_TYPE;
            switch (type) {
                case 0040000 -> {}
                case 0100000 -> {
                    return new Found(new LayerFile(
                            current,
                            number(attributes, "ino"),
                            number(attributes, "size"),
                            number(attributes, "ctime")));
                }
                default -> {
                    // A whiteout (character device 0/0) hides the name; a link or a socket is not what was executed.
                    return type == CHARACTER_DEVICE ? new Hidden() : new Nothing();
                }
            }
        }
        return new Nothing();
    }

    /** A number, or a time in nanoseconds since 1970. */
    private static long number(Map<String, Object> attributes, String name) {
        Object value = attributes.get(name);
        if (value instanceof FileTime time) {
            return time.to(TimeUnit.NANOSECONDS);
        }
        return value instanceof Number number ? number.longValue() : 0;
    }
}
