// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import io.plumbline.agent.linux.LibC;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A ring for each CPU that is online. Belongs to one thread. */
final class CpuRings implements AutoCloseable {
    private static final int POLLFD = 8;

    private final Path onlineFile;
    private final int bytes;
    private final int watermark;
    private final List<PerfRing> rings = new ArrayList<>();

    private CpuRings(Path onlineFile, int bytes, int watermark) {
        this.onlineFile = onlineFile;
        this.bytes = bytes;
        this.watermark = watermark;
    }

    /**
     * Opens all of them, or none.
     *
     * @param onlineFile where the CPUs are listed
     * @param bytes of each ring
     * @param watermark bytes in a ring that wake who waits
     */
    static CpuRings open(Path onlineFile, int bytes, int watermark) throws IOException {
        var opened = new CpuRings(onlineFile, bytes, watermark);
        try {
            for (int cpu : OnlineCpus.read(onlineFile)) {
                opened.rings.add(PerfRing.open(cpu, bytes, watermark));
            }
            return opened;
        } catch (IOException refused) {
            opened.close();
            throw refused;
        }
    }

    List<PerfRing> rings() {
        return rings;
    }

    /**
     * Opens rings of CPUs that came, and closes those of CPUs that went: the event of a CPU that was away is dead for good.
     *
     * @return whether anything changed
     */
    boolean renew() throws IOException {
        List<Integer> online = OnlineCpus.read(onlineFile);
        boolean changed = rings.removeIf(ring -> {
            boolean gone = !online.contains(ring.cpu()) || dead(ring);
            if (gone) {
                ring.close();
            }
            return gone;
        });
        Set<Integer> have = new HashSet<>();
        rings.forEach(ring -> have.add(ring.cpu()));
        for (int cpu : online) {
            if (!have.contains(cpu)) {
                rings.add(PerfRing.open(cpu, bytes, watermark));
                changed = true;
            }
        }
        return changed;
    }

    @Override
    public void close() {
        rings.forEach(PerfRing::close);
        rings.clear();
    }

    private static boolean dead(PerfRing ring) {
        ByteBuffer poll =
                ByteBuffer.allocateDirect(POLLFD).order(ByteOrder.nativeOrder()).putInt(0, ring.fd());
        return LibC.poll(poll, 1, 0) == 1 && (poll.getShort(6) & (LibC.POLLHUP | LibC.POLLERR)) != 0;
    }
}
