// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.sockets;

import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.procfs.ProcessReader;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.SequencedSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Which networks are looked at, and when: once when they are watched, unless they are younger than the sensor (then all came
 * through the ring), and again after records of the network were lost. One at a time, so that the rings are read in between.
 */
public final class WatchedNetworks {
    private final SocketSnapshot snapshot;
    private final ProcessReader processes;
    private final long startedNanos;
    private final long againNanos;
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final Map<Long, Integer> watched = new HashMap<>();
    private final SequencedSet<Long> due = new LinkedHashSet<>();
    private boolean again;
    private long lastAgain;

    private record Request(long networkNamespace, int pid, boolean present) {}

    /**
     * Makes one that watches nothing.
     *
     * @param startedNanos when the programs were attached, nanoseconds since boot
     * @param againNanos least time between two rounds that losses cause
     */
    public WatchedNetworks(SocketSnapshot snapshot, ProcessReader processes, long startedNanos, long againNanos) {
        this.snapshot = snapshot;
        this.processes = processes;
        this.startedNanos = startedNanos;
        this.againNanos = againNanos;
        lastAgain = startedNanos - againNanos;
    }

    /** From any thread; does not block. */
    public void watch(long networkNamespace, int pid) {
        requests.add(new Request(networkNamespace, pid, true));
    }

    /** From any thread; does not block. */
    public void unwatch(long networkNamespace) {
        requests.add(new Request(networkNamespace, 0, false));
    }

    /** Records of the network were lost: what is there tells what they said. */
    public void lookAgain() {
        again = true;
    }

    /** Looks at one network at most; true when it did, and more may wait. */
    public boolean turn(long now, Consumer<SensorEvent> sink) {
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            serve(request);
        }
        if (again && now - lastAgain >= againNanos) {
            again = false;
            lastAgain = now;
            due.addAll(watched.keySet());
        }
        if (due.isEmpty()) {
            return false;
        }
        long network = due.removeFirst();
        snapshot.take(network, watched.getOrDefault(network, 0), now, sink);
        return true;
    }

    private void serve(Request request) {
        long network = request.networkNamespace;
        if (!request.present) {
            watched.remove(network);
            due.remove(network);
            snapshot.forget(network);
        } else if (watched.putIfAbsent(network, request.pid) == null && isOlder(request.pid)) {
            due.add(network);
        }
    }

    private boolean isOlder(int pid) {
        return processes.read(pid).startTimeNanos().orElse(0L) < startedNanos;
    }
}
