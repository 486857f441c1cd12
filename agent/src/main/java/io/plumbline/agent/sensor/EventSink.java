// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor;

import java.util.List;

/** Takes what a sensor sees. May block: that is how it pushes back. */
@FunctionalInterface
public interface EventSink {
    void accept(SensorEvent event);

    /** Takes many events at once, in order: one hand-over instead of many. */
    default void acceptAll(List<SensorEvent> events) {
        events.forEach(this::accept);
    }
}
