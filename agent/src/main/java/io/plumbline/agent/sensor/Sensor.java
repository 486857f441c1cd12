// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor;

import java.util.Map;

/**
 * One way to watch the kernel. Starts with a snapshot of what is there already (events up to and with
 * {@link SensorEvent.SnapshotFinished}), then sends what happens. Any number of threads may send; events of one process are
 * sent in order.
 */
public interface Sensor extends AutoCloseable {
    /** Name of the tier: "ebpf", "netlink" or "procfs". */
    String tier();

    /** Begins to watch. Does not block; the sink may (that is how it pushes back). */
    void start(EventSink sink);

    /** Watches the sockets of a network namespace from now on, found at {@code pid}. Idempotent. */
    void watchNetwork(long networkNamespace, int pid);

    /** Stops to watch a network namespace. Idempotent. */
    void unwatchNetwork(long networkNamespace);

    /** Asks for a new snapshot, as after a loss. */
    void resync();

    /** How each signal is watched, where a kernel leaves a choice; for logs. */
    default Map<String, String> variants() {
        return Map.of();
    }

    /** Signals that this sensor does not watch, with the reason. */
    Map<String, String> unwatched();

    /** Counters since the start, by name: "events-received", "sequence-gap", "socket-overrun", "proc-gone", ... */
    Map<String, Long> counters();

    /**
     * Empty while all threads of this sensor turn; otherwise which one does not, in one sentence. A thread that waits because the sink
     * does not take more counts as one that does not turn after a minute.
     */
    default java.util.Optional<String> stalled() {
        return java.util.Optional.empty();
    }

    /** Ok while events can arrive; otherwise what is wrong, in one sentence. */
    java.util.Optional<String> problem();

    @Override
    void close();
}
