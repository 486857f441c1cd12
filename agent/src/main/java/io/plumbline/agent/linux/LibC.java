// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The few libc functions that Java lacks, with their C names. Buffers must be direct; the function sees them from their position on
 * (so flip what was filled by relative puts). A call that fails returns -1 and leaves the reason in {@link #errno()} of the calling thread.
 */
public final class LibC {
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int AF_NETLINK = 16;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int NETLINK_SOCK_DIAG = 4;
    public static final int NETLINK_CONNECTOR = 11;
    public static final int SOL_SOCKET = 1;
    public static final int SO_RCVBUF = 8;
    public static final int SO_RCVTIMEO = 20;
    public static final int SO_RCVBUFFORCE = 33;
    public static final int SOL_NETLINK = 270;
    public static final int NETLINK_ADD_MEMBERSHIP = 1;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_TRUNC = 0x20;
    public static final int MSG_WAITFORONE = 0x10000;

    public static final int CLONE_NEWNET = 0x40000000;

    public static final int O_RDONLY = 0;
    public static final int O_DIRECTORY = Machine.own().directoryFlag();
    public static final int O_CLOEXEC = 0x80000;
    public static final int O_PATH = 0x200000;
    public static final int AT_FDCWD = -100;
    public static final int AT_EMPTY_PATH = 0x1000;
    public static final int AT_STATX_DONT_SYNC = 0x4000;
    public static final int STATX_BASIC_STATS = 0x7ff;
    public static final int EFD_CLOEXEC = 0x80000;
    public static final int EFD_NONBLOCK = 0x800;
    public static final short POLLIN = 1;
    public static final short POLLERR = 8;
    public static final short POLLHUP = 16;
    public static final int MFD_CLOEXEC = 1;
    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;
    public static final int MAP_SHARED = 1;

    public static final int CLOCK_MONOTONIC = 1;
    public static final int CLOCK_BOOTTIME = 7;

    public static final int PRIO_PROCESS = 0;

    public static final int SYS_PERF_EVENT_OPEN = Machine.own().perfEventOpen();

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int ENODEV = 19;
    public static final int ENOTDIR = 20;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int ENOBUFS = 105;

    static {
        Native.register(LibC.class, "c");
    }

    private LibC() {}

    public static native int socket(int domain, int type, int protocol);

    public static native int bind(int socket, ByteBuffer address, int length);

    public static native int setsockopt(int socket, int level, int name, ByteBuffer value, int length);

    public static native int getsockopt(int socket, int level, int name, ByteBuffer value, ByteBuffer length);

    public static native long send(int socket, ByteBuffer buffer, long length, int flags);

    public static native long recv(int socket, ByteBuffer buffer, long length, int flags);

    public static native int recvmmsg(
            int socket, ByteBuffer messages, int count, int flags, @Nullable ByteBuffer timeout);

    public static native int setns(int fd, int type);

    public static native int openat(int directory, ByteBuffer path, int flags);

    public static native int close(int fd);

    public static native long read(int fd, ByteBuffer buffer, long length);

    public static native long write(int fd, ByteBuffer buffer, long length);

    public static native long readlinkat(int directory, ByteBuffer path, ByteBuffer buffer, long length);

    public static native int statx(int directory, ByteBuffer path, int flags, int mask, ByteBuffer result);

    public static native int getpagesize();

    public static native int poll(ByteBuffer fds, long count, int timeoutMillis);

    /** All ones when it failed. Who maps memory keeps it in a {@link MappedMemory}. */
    static native Pointer mmap(@Nullable Pointer address, long length, int protection, int flags, int fd, long offset);

    static native int munmap(Pointer address, long length);

    public static native int memfd_create(ByteBuffer name, int flags);

    /** perf_event_open, which libc has no function for: {@code number} is {@link #SYS_PERF_EVENT_OPEN}. */
    public static native long syscall(
            long number, @Nullable ByteBuffer attributes, long pid, long cpu, long group, long flags);

    public static native int eventfd(int initial, int flags);

    public static native int setpriority(int which, int who, int priority);

    public static native int clock_gettime(int clock, ByteBuffer result);

    public static native @Nullable Pointer strerror(int errno);

    /** The number of the error with which the last call of this thread failed. */
    public static int errno() {
        return Native.getLastError();
    }

    /**
     * The address where a direct buffer begins, for structures that point at others (iovec). The caller keeps the buffer
     * reachable.
     */
    public static long address(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }

    /** "Permission denied (errno 13)", for messages. */
    public static String describe(int errno) {
        Pointer text = strerror(errno);
        return (text == null ? "error" : text.getString(0)) + " (errno " + errno + ")";
    }
}
