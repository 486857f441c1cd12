// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.agents;

import io.plumbline.collector.store.AgentRow;
import io.plumbline.collector.store.Change;
import io.plumbline.collector.writer.Turn;
import io.plumbline.v1.Hello;
import io.plumbline.v1.WorkloadInterest;

/** The progress of one epoch of one agent: in memory, and in the store. Writer thread only. */
final class AgentEpoch {
    private AgentRow current;
    private AgentRow committed;

    AgentEpoch(AgentRow stored) {
        this.current = stored;
        this.committed = stored;
    }

    /** An epoch that was never heard of; nothing of it is stored. */
    static AgentEpoch first(Hello hello) {
        return new AgentEpoch(new AgentRow(
                hello.getNode(),
                hello.getEpoch(),
                hello.getInstance(),
                hello.getVersion(),
                hello.getBootId(),
                hello.getKernel(),
                0,
                0,
                0,
                WorkloadInterest.getDefaultInstance()));
    }

    AgentRow current() {
        return current;
    }

    AgentRow committed() {
        return committed;
    }

    void greet(Turn turn, Hello hello, long nowNanos) {
        current = new AgentRow(
                hello.getNode(),
                hello.getEpoch(),
                hello.getInstance(),
                hello.getVersion(),
                hello.getBootId(),
                hello.getKernel(),
                hello.getClockUnixNanos() - nowNanos,
                current.ackedSequence(),
                nowNanos,
                current.subscription());
        save(turn);
    }

    void advance(Turn turn, long sequence, long nowNanos) {
        current = current.withProgress(sequence, nowNanos, current.subscription());
        save(turn);
    }

    void subscribe(WorkloadInterest newest) {
        current = current.withProgress(current.ackedSequence(), current.lastSeenNanos(), newest);
    }

    private void save(Turn turn) {
        turn.addLate(this, batch -> {
            AgentRow written = current;
            batch.add(new Change.AgentSaved(written));
            turn.afterCommit(() -> committed = written);
        });
        turn.afterFailure(this, failed -> current = committed);
    }
}
