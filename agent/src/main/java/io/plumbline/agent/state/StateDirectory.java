// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The agent's directory, held by a lock file for as long as the process lives. */
public final class StateDirectory implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;

    private StateDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes the directory when it is missing, and takes its lock.
     *
     * @throws IOException when another process holds it or it cannot be written; the message names it
     */
    public static StateDirectory lock(Path path) throws IOException {
        try {
            // The redaction key lives here: for the owner only.
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            FileChannel channel = FileChannel.open(
                    path.resolve("agent.lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                String holder = holder(channel);
                channel.close();
                throw problem(path, "a directory that no other agent uses", "held by " + holder, null);
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(("pid " + ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)), 0);
            return new StateDirectory(path, channel);
        } catch (FileAlreadyExistsException file) {
            throw problem(path, "a directory", "it is a file", file);
        } catch (AccessDeniedException denied) {
            throw problem(path, "a directory that the agent may write", "access denied", denied);
        } catch (FileSystemException unusable) {
            throw problem(path, "a writable directory", reason(unusable), unusable);
        }
    }

    public Path resolve(String file) {
        return path.resolve(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(64);
        channel.read(buffer, 0);
        String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        return text.matches("pid \\d{1,10}") ? text : "another process";
    }

    private static String reason(FileSystemException failure) {
        String reason = failure.getReason();
        return reason == null ? "it cannot be made there" : reason;
    }

    private static IOException problem(Path path, String expected, String why, @Nullable Throwable cause) {
        return new IOException(
                StoreSettings.DIRECTORY.name() + ": " + path + " (expected: " + expected + "): " + why, cause);
    }
}
