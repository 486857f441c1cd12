// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.behavior.Phase;
import org.junit.jupiter.api.Test;

class TrackedProcessTest {
    @Test
    void workerForkedBeforeItsServerWasPlacedCameTheSameWay() {
        TrackedProcess shim = new TrackedProcess(10, null, 1);
        TrackedProcess server = new TrackedProcess(20, shim, 2);
        server.enterContainer("web");
        TrackedProcess worker = new TrackedProcess(30, server, 3);
        TrackedProcess shell = new TrackedProcess(40, worker, 4);
        assertThat(shell.phase()).isNull();

        server.enterPhase(Phase.ENTRYPOINT);

        assertThat(server.phase()).isEqualTo(Phase.ENTRYPOINT);
        assertThat(shell.phase()).isEqualTo(Phase.SERVICE);
        assertThat(worker.phase()).isEqualTo(Phase.SERVICE);
        assertThat(shim.phase()).isNull();
    }

    @Test
    void processOfAnotherContainerDoesNotInheritTheWay() {
        TrackedProcess server = new TrackedProcess(20, null, 2);
        server.enterContainer("web");
        TrackedProcess nested = new TrackedProcess(30, server, 3);
        nested.enterContainer("other");
        server.enterPhase(Phase.SERVICE);

        assertThat(nested.phase()).isNull();
    }
}
