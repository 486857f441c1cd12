// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/**
 * A layer on its way into an archive.
 *
 * @param path a temporary file; whoever asked for it deletes it
 * @param hash SHA-256 of the uncompressed tar stream, as hexadecimal digits
 * @param size bytes
 */
record LayerArchive(Path path, String hash, long size) {
    static LayerArchive of(Layer layer, Path neighbour) throws IOException {
        Path file = temporary(neighbour);
        MessageDigest digest = OciImage.sha256();
        try (OutputStream out = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), digest)) {
            layer.writeTo(out);
        }
        return new LayerArchive(file, OciImage.hex(digest.digest()), Files.size(file));
    }

    static LayerArchive of(InputStream content, String hash, Path neighbour) throws IOException {
        Path file = temporary(neighbour);
        try (OutputStream out = Files.newOutputStream(file)) {
            content.transferTo(out);
        }
        return new LayerArchive(file, hash, Files.size(file));
    }

    String digest() {
        return "sha256:" + hash;
    }

    String descriptor() {
        return "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(digest(), size);
    }

    private static Path temporary(Path neighbour) throws IOException {
        return Files.createTempFile(neighbour.toAbsolutePath().getParent(), "layer", ".tar");
    }
}
