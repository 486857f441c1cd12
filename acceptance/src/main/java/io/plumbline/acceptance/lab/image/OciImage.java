// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.image;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An image in an OCI archive that a runtime can import.
 *
 * @param name what pods ask for, such as localhost/pause:1
 * @param archive the file
 */
public record OciImage(String name, Path archive) {
    private static final String BLOBS = "blobs/sha256/";
    private static final int FIRST_LAYER = 4;

    /**
     * Writes a root directory as an image's last layer; the same content gives the same bytes.
     *
     * @param base the image below; null for none
     */
    static OciImage write(String name, Path archive, @Nullable OciImage base, Layer layer, ImageConfig config)
            throws IOException {
        List<LayerArchive> layers = new ArrayList<>();
        try {
            if (base != null) {
                layers.addAll(base.layers(archive));
            }
            layers.add(LayerArchive.of(layer, archive));
            byte[] configBytes = bytes(
                    config.toJson(layers.stream().map(LayerArchive::digest).toList()));
            byte[] manifest = bytes("""
                    {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
                    "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%d},\
                    "layers":[%s]}""".formatted(
                            hash(configBytes),
                            configBytes.length,
                            layers.stream().map(LayerArchive::descriptor).collect(Collectors.joining(","))));
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
                put(tar, BLOBS + hash(configBytes), configBytes);
                put(tar, BLOBS + hash(manifest), manifest);
                for (LayerArchive file : layers) {
                    tar.putArchiveEntry(entry(BLOBS + file.hash(), file.size()));
                    Files.copy(file.path(), tar);
                    tar.closeArchiveEntry();
                }
            }
            return new OciImage(name, archive);
        } finally {
            for (LayerArchive file : layers) {
                Files.deleteIfExists(file.path());
            }
        }
    }

    /** The layers of an archive that this class wrote, lowest first, as files beside {@code neighbour}. */
    private List<LayerArchive> layers(Path neighbour) throws IOException {
        List<LayerArchive> layers = new ArrayList<>();
        try (var tar = new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
            int position = 0;
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                // Index, configuration and manifest come first, then the layers in their order.
                if (position++ >= FIRST_LAYER) {
                    String hash = entry.getName().substring(BLOBS.length());
                    layers.add(LayerArchive.of(tar, hash, neighbour));
                }
            }
        }
        return layers;
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

    static String hex(byte[] hash) {
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
