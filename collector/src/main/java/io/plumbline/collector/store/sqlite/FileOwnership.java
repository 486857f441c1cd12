// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store.sqlite;

import io.plumbline.collector.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A lock on "&lt;store&gt;.lock" for as long as a collector has the store open; the kernel drops it with the process. */
final class FileOwnership implements AutoCloseable {
    private final FileChannel channel;

    private FileOwnership(FileChannel channel) {
        this.channel = channel;
    }

    static FileOwnership take(Path store) {
        Path path = store.resolveSibling(store.getFileName() + ".lock");
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new StoreException(
                        "store.path: " + store + " (is used by another collector; expected: a file of its own)");
            }
            return new FileOwnership(channel);
        } catch (IOException failed) {
            throw new StoreException(
                    "store.path: " + store + " (can not be opened: " + failed
                            + "; expected: a file and folder that this user may write)",
                    failed);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
