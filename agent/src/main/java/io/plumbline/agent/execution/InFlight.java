// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.execution;

import io.plumbline.agent.process.ProcessTable;
import io.plumbline.agent.watch.WatchedContainer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;

/**
 * Programs without a file that a snapshot found in containers: the runtime's own program on its way to run the container's, which takes
 * milliseconds, or malware, which stays. So they are judged when they are still there a moment later. Owned by the pipeline thread.
 */
final class InFlight {
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    /** More of them at once are no runtimes any more. */
    private static final int MOST = 256;

    private record Found(WatchedContainer container, Start start, int execOrdinal, long untilNanos) {}

    private final ProcessTable processes;
    private final Deque<Found> found = new ArrayDeque<>();

    InFlight(ProcessTable processes) {
        this.processes = processes;
    }

    /** True when it was taken: it is judged later, or never. */
    boolean take(WatchedContainer container, Start start, long nowNanos) {
        if (found.size() >= MOST) {
            return false;
        }
        found.addLast(new Found(container, start, start.process().execOrdinal(), nowNanos + PATIENCE_NANOS));
        return true;
    }

    /** Hands over those that stayed as they were found. */
    void tick(long nowNanos, BiConsumer<WatchedContainer, Start> stayed) {
        while (!found.isEmpty() && nowNanos >= found.getFirst().untilNanos()) {
            Found first = found.removeFirst();
            boolean same = processes.get(first.start().process().pid())
                            == first.start().process()
                    && first.start().process().execOrdinal() == first.execOrdinal();
            if (same) {
                stayed.accept(first.container(), first.start());
            }
        }
    }
}
