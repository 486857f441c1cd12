// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.program;

import io.plumbline.agent.linux.BpfMap;
import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.sensor.ebpf.ring.RingBuffer;
import io.plumbline.agent.sensor.ebpf.ring.SharedCounts;
import java.io.IOException;
import java.nio.file.Path;

/** What agents of another version left behind in their rings and counters. It is counted, not read: their records may differ. */
final class FormerRecords {
    private static final int PROCESSORS = 256;

    private FormerRecords() {}

    /**
     * Records that were neither read nor told as lost.
     *
     * @param version folder of pins whose programs are detached
     * @param layout how its name begins when the counters lie as this version knows them
     */
    static long count(Path version, String layout) {
        long untold = unread(version.resolve(PinDirectory.MAP + ProgramLoader.PROCESS_RING))
                + unread(version.resolve(PinDirectory.MAP + ProgramLoader.NETWORK_RING));
        return version.getFileName().toString().startsWith(layout) ? untold + lost(version) : untold;
    }

    private static long unread(Path pin) {
        int descriptor = open(pin);
        if (descriptor < 0) {
            return 0;
        }
        // Its size is not known: the kernel refuses to map more than there is.
        for (int bytes = EbpfSettings.MOST; bytes >= EbpfSettings.LEAST; bytes /= 2) {
            try (RingBuffer ring = new RingBuffer(descriptor, bytes)) {
                LibC.close(descriptor);
                return records(ring);
            } catch (IOException tooMuch) {
                // Half of it, then.
            }
        }
        LibC.close(descriptor);
        return 0;
    }

    private static long records(RingBuffer ring) {
        long end = ring.produced();
        long records = 0;
        for (int at = ring.next(end); at >= 0; at = ring.next(end)) {
            ring.advance(at);
            records++;
        }
        return records;
    }

    private static long lost(Path version) {
        int descriptor = open(version.resolve(PinDirectory.MAP + PinDirectory.fileName(ProgramLoader.SHARED)));
        if (descriptor < 0) {
            return 0;
        }
        try (SharedCounts counts = new SharedCounts(descriptor, PROCESSORS)) {
            long lost = 0;
            for (SharedCounts.Kind kind : SharedCounts.Kind.values()) {
                lost += Math.max(0, counts.lost(kind) - counts.told(kind));
            }
            return lost;
        } catch (IOException refused) {
            return 0;
        } finally {
            LibC.close(descriptor);
        }
    }

    /** -1 for what an agent that was killed in the middle has not pinned. */
    private static int open(Path pin) {
        try {
            return BpfMap.openPinned(pin);
        } catch (IOException missing) {
            return -1;
        }
    }
}
