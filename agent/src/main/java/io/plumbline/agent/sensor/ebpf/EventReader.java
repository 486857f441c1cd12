// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.ebpf.record.RecordDecoder;
import io.plumbline.agent.sensor.ebpf.ring.RingBuffer;
import io.plumbline.agent.sensor.ebpf.ring.SharedCounts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * Reads both rings as one stream in the order of time, so that what a process did on the network comes after its start and before
 * its end. Belongs to one thread.
 */
final class EventReader {
    /** What one turn hands over at most, so that a flood does not become one endless batch. */
    private static final int MOST_A_TURN = 4096;

    private final RingBuffer processes;
    private final RingBuffer network;
    private final SharedCounts counts;
    private final RecordDecoder decoder;
    private final ByteBuffer polled = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());

    EventReader(RingBuffer processes, RingBuffer network, SharedCounts counts, RecordDecoder decoder) {
        this.processes = processes;
        this.network = network;
        this.counts = counts;
        this.decoder = decoder;
        polled.putInt(0, processes.descriptor()).putShort(4, LibC.POLLIN);
        polled.putInt(8, network.descriptor()).putShort(12, LibC.POLLIN);
    }

    /** Hands on what is there; returns the number of records. */
    int drain(Consumer<SensorEvent> sink) {
        // The network's end is looked at first: what a process did before it was started is never read.
        long networkEnd = network.produced();
        long processEnd = processes.produced();
        int read = 0;
        int process = processes.next(processEnd);
        int flow = network.next(networkEnd);
        while ((process >= 0 || flow >= 0) && read < MOST_A_TURN) {
            boolean processFirst = flow < 0
                    || (process >= 0
                            && RecordDecoder.time(processes.memory(), process)
                                    <= RecordDecoder.time(network.memory(), flow));
            if (processFirst) {
                decode(processes, process, sink);
                process = processes.next(processEnd);
            } else {
                decode(network, flow, sink);
                flow = network.next(networkEnd);
            }
            read++;
        }
        if (read > 0) {
            processes.release();
            network.release();
        }
        return read;
    }

    /** Whether a drain that returned so many records may have left some behind. */
    boolean isBehind(int read) {
        return read >= MOST_A_TURN;
    }

    private void decode(RingBuffer ring, int record, Consumer<SensorEvent> sink) {
        try {
            decoder.decode(ring.memory(), record, ring.length(record), sink);
        } finally {
            // A record that can not be decoded must not be read again for ever.
            ring.advance(record);
        }
    }

    /** Sleeps until the kernel writes a record, at most so long. */
    void await(int millis) {
        counts.waiting(true);
        // What came before the kernel could see that somebody waits must not be slept over.
        if (processes.waiting() == 0 && network.waiting() == 0) {
            LibC.poll(polled, 2, millis);
        }
        counts.waiting(false);
    }
}
