// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink.channel;

import io.plumbline.agent.linux.LibC;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Opens things inside of another network namespace. Moving there and back is a matter of the calling thread alone; it must be a
 * platform thread, and one that does nothing else with sockets.
 */
public final class NetworkNamespace {
    private static final Path OWN = Path.of("/proc/thread-self/ns/net");

    /** The initial process, and a kernel thread for where a security module hides the former even from root. */
    private static final List<String> OF_HOST = List.of("1", "2");

    private final Path proc;

    public NetworkNamespace(Path proc) {
        this.proc = proc;
    }

    /** Does the work in the host's network namespace; where that cannot be found, in the one the thread is in. */
    public <T> T inHost(Work<T> work) throws IOException {
        OptionalLong own = inode(OWN);
        for (String pid : OF_HOST) {
            Path link = proc.resolve(pid).resolve("ns/net");
            OptionalLong host = inode(link);
            if (host.isPresent()) {
                return host.equals(own) ? work.run() : in(link, host.getAsLong(), work);
            }
        }
        return work.run();
    }

    /** Does the work in the network namespace of a process, if that still is the one that is meant. */
    public <T> T inProcess(int pid, long networkNamespace, Work<T> work) throws IOException {
        if (OptionalLong.of(networkNamespace).equals(inode(OWN))) {
            return work.run();
        }
        return in(proc.resolve(Integer.toString(pid)).resolve("ns/net"), networkNamespace, work);
    }

    /** Inode of the namespace that a link leads to; empty when it may not be looked at. */
    public static OptionalLong inode(Path link) {
        ByteBuffer text = MessageBatch.direct(64);
        int length = (int) LibC.readlinkat(LibC.AT_FDCWD, path(link), text, text.capacity());
        if (length < 7 || length >= text.capacity()) {
            return OptionalLong.empty();
        }
        byte[] bytes = new byte[length];
        text.get(0, bytes);
        String name = new String(bytes, StandardCharsets.US_ASCII);
        boolean number =
                name.startsWith("net:[") && name.substring(5, length - 1).matches("[0-9]{1,18}");
        return number ? OptionalLong.of(Long.parseLong(name.substring(5, length - 1))) : OptionalLong.empty();
    }

    private static <T> T in(Path link, long expected, Work<T> work) throws IOException {
        int own = open(OWN);
        try {
            int other = open(link);
            try {
                check(link, expected, other);
                enter(link, other);
            } finally {
                LibC.close(other);
            }
            try {
                return work.run();
            } finally {
                enter(OWN, own);
            }
        } finally {
            LibC.close(own);
        }
    }

    /** The pid may have been given to another process since it was heard of. */
    private static void check(Path link, long expected, int fd) throws IOException {
        ByteBuffer attributes = MessageBatch.direct(256);
        int result = LibC.statx(fd, path(Path.of("")), LibC.AT_EMPTY_PATH, LibC.STATX_BASIC_STATS, attributes);
        long inode = attributes.getLong(32);
        if (result < 0 || inode != expected) {
            throw new IOException(link + ": " + inode + " (expected: network namespace " + expected + ")");
        }
    }

    private static int open(Path link) throws IOException {
        int fd = LibC.openat(LibC.AT_FDCWD, path(link), LibC.O_RDONLY | LibC.O_CLOEXEC);
        if (fd < 0) {
            throw new IOException(link + ": " + LibC.describe(LibC.errno()));
        }
        return fd;
    }

    private static void enter(Path link, int fd) throws IOException {
        if (LibC.setns(fd, LibC.CLONE_NEWNET) < 0) {
            throw new IOException("setns " + link + ": " + LibC.describe(LibC.errno()) + " (expected: CAP_SYS_ADMIN)");
        }
    }

    private static ByteBuffer path(Path path) {
        byte[] text = (path + "\0").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocateDirect(text.length).put(text).flip();
    }

    /** Work that may fail for a reason that the kernel gives. */
    public interface Work<T> {
        T run() throws IOException;
    }
}
