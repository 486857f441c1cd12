// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.outbox;

import io.plumbline.agent.state.Batch;
import io.plumbline.v1.AgentMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves out messages of more than {@value #BYTES} bytes, and counts them: the collector would never take them, and they would hold
 * up everything behind them. Thread-safe.
 */
final class MessageLimit {

    private static final Logger LOG = LoggerFactory.getLogger(MessageLimit.class);

    /** A collector takes 4 MiB with everything around the message. */
    static final int BYTES = (4 << 20) - (64 << 10);

    private final AtomicLong oversized = new AtomicLong();

    /** The batch without its oversized messages; its changes stay. */
    Batch within(Batch batch) {
        List<AgentMessage> messages = new ArrayList<>(batch.messages());
        boolean removed = messages.removeIf(this::isOversized);
        return removed ? new Batch(messages, batch.changes()) : batch;
    }

    /** The number of messages left out. */
    long oversized() {
        return oversized.get();
    }

    private boolean isOversized(AgentMessage message) {
        if (message.getSerializedSize() <= BYTES) {
            return false;
        }
        oversized.incrementAndGet();
        LOG.warn(
                "outbox: {} message of {} bytes left out (expected: at most {})",
                message.getBodyCase(),
                message.getSerializedSize(),
                BYTES);
        return true;
    }
}
