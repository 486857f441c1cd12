// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.words;

import java.util.Set;

/** Paths of programs, short where that hides nothing. */
final class PathWords {
    private static final Set<String> USUAL =
            Set.of("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin");

    private PathWords() {}

    /** The last part of a path in one of the usual directories of programs, the whole path elsewhere. */
    static String program(String path) {
        int slash = path.lastIndexOf('/');
        return slash >= 0 && USUAL.contains(path.substring(0, slash)) ? path.substring(slash + 1) : path;
    }

    /** The last part of a path. */
    static String base(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
