// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.outbox;

import io.plumbline.agent.state.Batch;
import java.util.concurrent.CompletableFuture;

/** One thing that the writer is asked to do. */
sealed interface WriterCommand {

    /**
     * Makes a batch durable.
     *
     * @param permits taken from the queue's room, given back when the batch is durable
     */
    record Write(Batch batch, int permits) implements WriterCommand {}

    /** Tells when everything before it is durable; false when it could not be made so. */
    record Barrier(CompletableFuture<Boolean> done) implements WriterCommand {}

    /** Numbers the outbox anew, after everything before it is durable. */
    record Renew(String epoch, CompletableFuture<Boolean> done) implements WriterCommand {}

    /** Makes the writer look at the acknowledgement. */
    enum Wake implements WriterCommand {
        UP
    }
}
