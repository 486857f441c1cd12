// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.report;

import io.plumbline.agent.outbox.Delivery;
import io.plumbline.agent.state.Batch;
import io.plumbline.v1.AgentMessage;
import java.util.function.LongSupplier;

/** Writes reports to the delivery. {@code unixClock}: nanoseconds since 1970. Owned by the pipeline thread. */
public record ReportWriter(Delivery delivery, LongSupplier unixClock) {
    void send(Batch batch) {
        if (!batch.isEmpty()) {
            delivery.send(batch);
        }
    }

    AgentMessage.Builder message() {
        return AgentMessage.newBuilder().setObservedAtUnixNanos(unixNanos());
    }

    long unixNanos() {
        return unixClock.getAsLong();
    }
}
