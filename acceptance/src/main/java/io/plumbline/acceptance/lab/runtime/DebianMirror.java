// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The Debian mirror that this machine's own package sources name. */
public final class DebianMirror {
    private DebianMirror() {}

    /** Throws when the package sources name none. */
    public static String find() throws IOException {
        // Codename and label are known only once the package lists were fetched; the address is in the sources
        // themselves.
        Optional<String> ofRelease = first("Identifier: Packages", "Codename: " + codename(), "Label: Debian");
        return ofRelease
                .or(DebianMirror::firstOfAny)
                .orElseThrow(() -> new IOException("apt sources: no mirror (expected: one of Debian's packages)"));
    }

    private static Optional<String> firstOfAny() {
        try {
            return first("Identifier: Packages");
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<String> first(String... filters) throws IOException {
        List<String> command = new ArrayList<>(List.of("apt-get", "indextargets", "--format", "$(REPO_URI)"));
        command.addAll(List.of(filters));
        return Command.of(command.toArray(String[]::new))
                .run()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst();
    }

    /** The release of this machine, such as bookworm: images are made of the same one. */
    public static String codename() throws IOException {
        for (String line : Files.readAllLines(Path.of("/etc/os-release"))) {
            if (line.startsWith("VERSION_CODENAME=")) {
                return line.substring(line.indexOf('=') + 1).replace("\"", "");
            }
        }
        return "bookworm";
    }
}
