// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.software;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The files of the suite that go into images. */
final class SoftwareFile {
    private SoftwareFile() {}

    static String text(String name) throws IOException {
        try (InputStream in = SoftwareFile.class.getResourceAsStream("/software/" + name)) {
            if (in == null) {
                throw new IOException(name + ": missing (expected: among the resources of the tests)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Writes a file; scripts may be run. */
    static void copy(String name, Path target) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.writeString(target, text(name));
        Files.setPosixFilePermissions(
                target, PosixFilePermissions.fromString(name.endsWith(".sh") ? "rwxr-xr-x" : "rw-r--r--"));
    }
}
