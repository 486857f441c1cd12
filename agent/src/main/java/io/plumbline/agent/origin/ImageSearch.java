// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.origin;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** Looks for a content anywhere in an image. Only files of the right size are hashed. */
final class ImageSearch {
    /** Images have some ten thousand files; what has more is not searched to its end. */
    private static final int MOST_FILES = 200_000;

    private ImageSearch() {}

    /** True when a file of the layers has this size and this SHA-256. */
    static boolean contains(List<Path> layers, long size, String sha256) throws IOException {
        Visitor visitor = new Visitor(size, sha256);
        for (Path layer : layers) {
            Files.walkFileTree(layer, visitor);
            if (visitor.found) {
                return true;
            }
        }
        return false;
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {
        private final long size;
        private final String sha256;
        private int visited;
        private boolean found;

        Visitor(long size, String sha256) {
            this.size = size;
            this.sha256 = sha256;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isRegularFile()
                    && attributes.size() == size
                    && ContentHash.of(file).equals(sha256)) {
                found = true;
            }
            return found || ++visited >= MOST_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }
}
