// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.runtime;

import io.plumbline.agent.linux.LibC;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A network namespace.
 *
 * @param file keeps it
 */
public record NetworkSpace(Path file) {
    /** Work that may fail for a reason that the kernel gives. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    /** Makes an empty one, with a loopback device that is up. */
    public static NetworkSpace create(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.createFile(file);
        Command.of("unshare", "--net=" + file, "true").run();
        var space = new NetworkSpace(file);
        space.run("ip", "link", "set", "lo", "up");
        return space;
    }

    /** Runs a command in it. */
    public String run(String... argv) throws IOException {
        return Command.of(command(argv)).run();
    }

    /** The command that does the same as the given one, in this network. */
    public List<String> command(String... argv) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--net=" + file));
        all.addAll(List.of(argv));
        return all;
    }

    /**
     * Works on a thread of its own in this network: sockets that it opens stay there, whoever uses them afterwards. The work must start
     * no thread, not even a virtual one: a carrier that is made for it would be in this network for good, and with it whatever runs
     * there later.
     */
    public <T> T within(Work<T> work) throws IOException {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter();
            return work.run();
        });
        // A platform thread, which ends with the work: nothing else must ever run on it.
        Thread.ofPlatform().daemon().name("lab-network").start(task);
        try {
            return task.get();
        } catch (ExecutionException failed) {
            throw new IOException(file + ": " + failed.getCause(), failed.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    private void enter() throws IOException {
        byte[] path = (file + "\0").getBytes(StandardCharsets.UTF_8);
        ByteBuffer text = ByteBuffer.allocateDirect(path.length).put(path).flip();
        int fd = LibC.openat(LibC.AT_FDCWD, text, LibC.O_RDONLY | LibC.O_CLOEXEC);
        if (fd < 0) {
            throw new IOException(LibC.describe(LibC.errno()));
        }
        try {
            if (LibC.setns(fd, LibC.CLONE_NEWNET) < 0) {
                throw new IOException("setns: " + LibC.describe(LibC.errno()));
            }
        } finally {
            LibC.close(fd);
        }
    }
}
