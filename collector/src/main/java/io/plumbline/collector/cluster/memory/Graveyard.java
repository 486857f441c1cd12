// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.memory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Remembers deleted objects for a while, and forgets them in the order of deletion. Thread-safe. Full: the oldest is forgotten
 * early.
 */
final class Graveyard {
    private final Deque<Grave> graves = new ArrayDeque<>();
    private final int most;

    Graveyard(int most) {
        this.most = most;
    }

    void bury(long untilNanos, Runnable forget) {
        Grave oldest = null;
        synchronized (this) {
            graves.add(new Grave(untilNanos, forget));
            if (graves.size() > most) {
                oldest = graves.poll();
            }
        }
        if (oldest != null) {
            oldest.forget().run();
        }
    }

    void sweep(long nowNanos) {
        List<Grave> over = new ArrayList<>();
        synchronized (this) {
            for (Grave grave = graves.peek(); grave != null && grave.untilNanos() <= nowNanos; grave = graves.peek()) {
                over.add(graves.remove());
            }
        }
        over.forEach(grave -> grave.forget().run());
    }

    synchronized int size() {
        return graves.size();
    }

    private record Grave(long untilNanos, Runnable forget) {}
}
