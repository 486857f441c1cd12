// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.outbox;

import io.plumbline.agent.state.Batch;

/** The place where the pipeline leaves what must not be lost. */
@FunctionalInterface
public interface Delivery {

    /** Takes over a batch; returns before it is durable, and blocks while there is no room for it. Thread-safe. */
    void send(Batch batch);
}
