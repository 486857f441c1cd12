// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.origin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** SHA-256 of the whole content of a file: a prefix would miss a change late in the file. */
final class ContentHash {
    /** A file of a container may be as large as its author likes; beyond this it goes without a hash. */
    static final long MOST_BYTES = 256L << 20;

    private static final int BUFFER_BYTES = 64 * 1024;

    private ContentHash() {}

    /** The hash of a file whose size is known to be reasonable; a link in its place is refused. */
    static String of(Path file) throws IOException {
        String hash = of(file, Long.MAX_VALUE, LinkOption.NOFOLLOW_LINKS);
        return hash == null ? "" : hash;
    }

    /**
     * The hash of any file of at most {@value #MOST_BYTES} bytes, null for a larger one; a link in its place is refused.
     */
    static @Nullable String ofBounded(Path file) throws IOException {
        return of(file, MOST_BYTES, LinkOption.NOFOLLOW_LINKS);
    }

    /** The hash of the file that a link of /proc leads to; null for one of more than {@value #MOST_BYTES} bytes. */
    static @Nullable String ofTarget(Path link) throws IOException {
        return of(link, MOST_BYTES);
    }

    private static @Nullable String of(Path file, long most, OpenOption... options) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long read = 0;
        try (InputStream in = Files.newInputStream(file, options)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                read += n;
                if (read > most) {
                    return null;
                }
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is part of every JDK", impossible);
        }
    }
}
