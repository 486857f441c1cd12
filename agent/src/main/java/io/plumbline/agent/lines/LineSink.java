// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.lines;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Appends lines to a file, which may be moved away at any time, or to a stream. For one thread. */
final class LineSink implements AutoCloseable {

    private final @Nullable Path file;
    private final OutputStream stream;
    private @Nullable FileChannel channel;
    private @Nullable Object openedKey;

    private LineSink(@Nullable Path file, OutputStream stream) {
        this.file = file;
        this.stream = stream;
    }

    /** Opens nothing yet; {@code standardOutput} is used when the settings name no file. */
    static LineSink of(IncidentLinesSettings settings, OutputStream standardOutput) {
        return new LineSink(settings.file(), standardOutput);
    }

    /**
     * Appends all lines; they are on disk when this returns.
     *
     * @throws IOException when that failed; some of them may have been written
     */
    void append(List<String> lines) throws IOException {
        var text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        Path target = file;
        if (target == null) {
            stream.write(bytes);
            stream.flush();
            return;
        }
        try {
            FileChannel open = open(target);
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                open.write(buffer);
            }
            open.force(false);
        } catch (IOException failed) {
            close();
            throw new IOException(
                    IncidentLinesSettings.FILE.name() + ": " + target + " (expected: a writable file): " + failed,
                    failed);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    /** Opens again after somebody moved or removed the file, as log rotation does. */
    private FileChannel open(Path target) throws IOException {
        FileChannel current = channel;
        if (current != null && Objects.equals(openedKey, key(target))) {
            return current;
        }
        close();
        FileChannel opened = FileChannel.open(
                target,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        openedKey = key(target);
        channel = opened;
        return opened;
    }

    private static @Nullable Object key(Path target) throws IOException {
        try {
            return Files.readAttributes(target, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException moved) {
            return null;
        }
    }
}
