// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * An image in an OCI archive that a runtime can import.
 *
 * @param name what pods ask for, such as localhost/pause:1
 * @param archive the file
 */
public record OciImage(String name, Path archive) {
    /**
     * Writes a root directory as an image with one uncompressed layer; the same content gives the same bytes.
     *
     * @param layer decides what of the root directory goes in
     */
    static OciImage write(String name, Path archive, Layer layer, ImageConfig config) throws IOException {
        Path layerFile = Files.createTempFile(archive.toAbsolutePath().getParent(), "layer", ".tar");
        try {
            MessageDigest digest = sha256();
            try (OutputStream out =
                    new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(layerFile)), digest)) {
                layer.writeTo(out);
            }
            String layerDigest = hex(digest.digest());
            byte[] configBytes = bytes(config.toJson("sha256:" + layerDigest));
            byte[] manifest =
                    bytes("""
                    {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
                    "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%d},\
                    "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:%s","size":%d}]}""".formatted(hash(configBytes), configBytes.length, layerDigest, Files.size(layerFile)));
            byte[] index = bytes("""
                    {"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json",\
                    "digest":"sha256:%s","size":%d,"platform":{"architecture":"%s","os":"linux"},\
                    "annotations":{"io.containerd.image.name":"%s","org.opencontainers.image.ref.name":"%s"}}]}""".formatted(
                            hash(manifest),
                            manifest.length,
                            ImageConfig.architecture(),
                            name,
                            name.substring(name.lastIndexOf(':') + 1)));
            try (var tar =
                    new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(archive)), "UTF-8")) {
                tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
                put(tar, "oci-layout", bytes("{\"imageLayoutVersion\":\"1.0.0\"}"));
                put(tar, "index.json", index);
                put(tar, "blobs/sha256/" + hash(configBytes), configBytes);
                put(tar, "blobs/sha256/" + hash(manifest), manifest);
                tar.putArchiveEntry(entry("blobs/sha256/" + layerDigest, Files.size(layerFile)));
                try (InputStream in = Files.newInputStream(layerFile)) {
                    in.transferTo(tar);
                }
                tar.closeArchiveEntry();
            }
            return new OciImage(name, archive);
        } finally {
            Files.deleteIfExists(layerFile);
        }
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        tar.putArchiveEntry(entry(name, content.length));
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static TarArchiveEntry entry(String name, long size) {
        var entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setMode(0100644);
        entry.setLastModifiedTime(FileTime.fromMillis(0));
        return entry;
    }

    static String hash(byte[] content) {
        return hex(sha256().digest(content));
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
