// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.server;

import io.plumbline.service.config.Address;
import io.plumbline.service.config.ConfigurationException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The file of a unix socket: taken over only from a process that is gone. */
final class SocketFile {
    private final Address.Unix address;

    SocketFile(Address.Unix address) {
        this.address = address;
    }

    /** Makes way for a new socket. */
    void clear() {
        Path path = address.path();
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new ConfigurationException("address: " + address + " (expected: a path in a folder that exists)");
        }
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isOther()) {
                throw new ConfigurationException("address: " + address
                        + " (is no socket; expected: a free path, or the socket of a collector that is gone)");
            }
            if (somebodyListens(path)) {
                throw new ConfigurationException(
                        "address: " + address + " (another process listens there; expected: a free path)");
            }
            Files.delete(path);
        } catch (IOException failed) {
            throw new ConfigurationException(
                    "address: " + address + " (expected: a path that this user may replace): " + failed);
        }
    }

    void protect(SocketMode mode) throws IOException {
        Files.setPosixFilePermissions(address.path(), mode.permissions());
    }

    void remove() throws IOException {
        Files.deleteIfExists(address.path());
    }

    private static boolean somebodyListens(Path path) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException refused) {
            return false;
        }
    }
}
