// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.testing;

import io.plumbline.agent.sensor.EventSink;
import io.plumbline.agent.sensor.SensorEvent;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** Keeps what a sensor sends, and waits for what is expected of it. Thread-safe. */
public final class RecordedEvents implements EventSink {
    private final Queue<SensorEvent> events = new ConcurrentLinkedQueue<>();

    @Override
    public void accept(SensorEvent event) {
        events.add(event);
    }

    /** All events of a kind so far that fit. */
    public <T extends SensorEvent> List<T> all(Class<T> kind, Predicate<T> wanted) {
        return events.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(wanted)
                .toList();
    }

    /** The first event of a kind that fits; waits for it. */
    public <T extends SensorEvent> T await(Class<T> kind, Predicate<T> wanted) {
        awaitCount(1, kind, wanted);
        return all(kind, wanted).getFirst();
    }

    /** Waits until at least so many events fit. */
    public <T extends SensorEvent> void awaitCount(int count, Class<T> kind, Predicate<T> wanted) {
        Patience.await(count + " " + kind.getSimpleName())
                .pollInterval(Duration.ofMillis(20))
                .until(() -> all(kind, wanted).size() >= count);
    }
}
