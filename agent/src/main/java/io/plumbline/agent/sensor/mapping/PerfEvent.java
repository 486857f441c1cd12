// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import io.plumbline.agent.linux.LibC;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A perf event that counts nothing, and only has the kernel write down the executable mappings of one CPU. It asks for as little as
 * can be: no samples, nothing of the kernel's own.
 *
 * @param fd its descriptor
 * @param monotonic true when its times are CLOCK_MONOTONIC, false when they are CLOCK_BOOTTIME
 */
record PerfEvent(int fd, boolean monotonic) {
    private static final int ATTRIBUTES_BYTES = 112;
    private static final int TYPE_SOFTWARE = 1;
    private static final int SOFTWARE_DUMMY = 9;
    private static final long SAMPLE_TIME = 1 << 2;
    private static final long FLAG_CLOEXEC = 1 << 3;

    /** Bits of the attributes. */
    private static final long EXCLUDE_KERNEL = 1 << 5;

    private static final long EXCLUDE_HYPERVISOR = 1 << 6;
    private static final long MMAP = 1 << 8;
    private static final long WATERMARK = 1 << 14;
    private static final long SAMPLE_ID_ALL = 1 << 18;
    private static final long MMAP2 = 1 << 23;
    private static final long USE_CLOCK_ID = 1 << 25;

    /**
     * Opens one for all processes on one CPU.
     *
     * @param watermark bytes in the ring that wake who waits for it
     * @throws IOException with the kernel's reason
     */
    static PerfEvent open(int cpu, int watermark) throws IOException {
        long fd = call(cpu, LibC.CLOCK_BOOTTIME, watermark);
        boolean monotonic = fd < 0 && LibC.errno() == LibC.EINVAL;
        if (monotonic) {
            fd = call(cpu, LibC.CLOCK_MONOTONIC, watermark);
        }
        if (fd < 0) {
            throw new IOException("perf event of CPU " + cpu + ": " + LibC.describe(LibC.errno())
                    + " (expected: CAP_PERFMON, and perf_event_open allowed by seccomp)");
        }
        return new PerfEvent((int) fd, monotonic);
    }

    /** struct perf_event_attr. */
    static ByteBuffer attributes(int clock, int watermark) {
        ByteBuffer attributes = ByteBuffer.allocateDirect(ATTRIBUTES_BYTES).order(ByteOrder.nativeOrder());
        attributes.putInt(0, TYPE_SOFTWARE).putInt(4, ATTRIBUTES_BYTES).putLong(8, SOFTWARE_DUMMY);
        attributes.putLong(24, SAMPLE_TIME);
        attributes.putLong(
                40, EXCLUDE_KERNEL | EXCLUDE_HYPERVISOR | MMAP | WATERMARK | SAMPLE_ID_ALL | MMAP2 | USE_CLOCK_ID);
        return attributes.putInt(48, watermark).putInt(92, clock);
    }

    private static long call(int cpu, int clock, int watermark) {
        return LibC.syscall(LibC.SYS_PERF_EVENT_OPEN, attributes(clock, watermark), -1, cpu, -1, FLAG_CLOEXEC);
    }
}
