// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The Debian mirror that this machine's own package sources name. */
public final class DebianMirror {
    private static final String FALLBACK = "http://deb.debian.org/debian";

    private DebianMirror() {}

    public static String find() throws IOException {
        String uris = Command.of(
                        "apt-get",
                        "indextargets",
                        "--format",
                        "$(REPO_URI)",
                        "Identifier: Packages",
                        "Codename: " + codename(),
                        "Label: Debian")
                .run();
        return uris.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse(FALLBACK);
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
