// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.DeviationKind;
import io.plumbline.v1.LearnedDelta;
import io.plumbline.v1.Severity;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTest {
    private static final int SERVER = TestNode.INIT;

    @TempDir
    private Path temp = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private TestNode node;

    @BeforeEach
    void serverRuns() throws IOException {
        node = new TestNode(temp)
                .container("/usr/sbin/server", "/bin/sh", "/bin/ls", "/bin/true", "/usr/bin/worker")
                .entrypoint();
    }

    private TestNode learned() throws IOException {
        node.runs(200, SERVER, "/usr/bin/worker", "worker", "--mode", "a");
        return node.pass(100);
    }

    @Test
    void whatWasLearnedStaysQuiet() throws IOException {
        learned().runs(201, SERVER, "/usr/bin/worker", "worker", "--mode", "a").pass(5);

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void doesNotLockWhileEventsWaitAndSaysWhenTheyDoNoMore() throws IOException {
        node.runs(200, SERVER, "/usr/bin/worker", "worker", "--mode", "a").pass(20);
        for (int second = 0; second < 100; second++) {
            node.seesLate(new SensorEvent.ProcessForked(node.now(), 9000, 1), 12)
                    .pass(1);
        }
        assertThat(node.profiles().getLast().state()).isEqualTo(BaselineState.LEARNING);
        assertThat(node.deltas().getLast().getBehindNanos()).isEqualTo(12_000_000_000L);

        node.pass(5);
        assertThat(node.deltas().getLast().getBehindNanos()).isZero();
        assertThat(node.profiles().getLast().state()).isEqualTo(BaselineState.STABLE);
    }

    @Test
    void aNewProgramAfterTheLockIsDriftWithItsReasonsAndLineage() throws IOException {
        learned().runs(300, SERVER, "/bin/ls", "ls", "/etc");

        Deviation deviation = node.deviations().getFirst();
        assertThat(deviation.getRule()).isEqualTo("new-execution");
        assertThat(deviation.getKind()).isEqualTo(DeviationKind.DEVIATION_KIND_DRIFT);
        assertThat(deviation.getBecauseList()).isNotEmpty();
        assertThat(deviation.getProcess().getExecutable()).isEqualTo("/bin/ls");
        assertThat(deviation.getLineage(0).getExecutable()).isEqualTo("/usr/sbin/server");
        assertThat(deviation.getTechniquesList()).extracting(t -> t.getId()).containsExactly("T1083");
        assertThat(node.incidents().getFirst().getPod().getLabelsMap()).containsEntry("app", "web");
    }

    @Test
    void theSameDriftAgainOnlyCounts() throws IOException {
        learned()
                .runs(300, SERVER, "/bin/ls", "ls", "/etc")
                .runs(301, SERVER, "/bin/ls", "ls", "/etc")
                .runs(302, SERVER, "/bin/ls", "ls", "/etc")
                .pass(5);

        assertThat(node.incidents()).hasSize(1);
        assertThat(node.deviations()).hasSize(1);
        assertThat(node.deviations().getFirst().getCount()).isEqualTo(3);
    }

    @Test
    void driftOfOneLineageIsOneIncident() throws IOException {
        learned()
                .runs(300, SERVER, "/bin/sh", "sh", "-c", "ls; true")
                .runs(301, 300, "/bin/ls", "ls")
                .runs(302, 300, "/bin/true", "true")
                .pass(3);

        assertThat(node.incidents()).hasSize(1);
        assertThat(node.deviations()).hasSize(3);
    }

    @Test
    void aWebShellThatIsUsedThroughOneWorkerForEachRequestIsOneIncident() throws IOException {
        learned();
        for (int request = 0; request < 8; request++) {
            int worker = 300 + 10 * request;
            node.sees(new io.plumbline.agent.sensor.SensorEvent.ProcessForked(node.now(), worker, SERVER))
                    .runs(worker + 1, worker, "/bin/ls", "ls", "/srv/" + (char) ('a' + request));
            node.runs(worker + 2, worker + 1, "/bin/sh", "sh", "/srv/" + (char) ('a' + request));
        }
        node.pass(3);

        assertThat(node.incidents()).hasSize(1);
        assertThat(node.deviations()).hasSize(16);
    }

    @Test
    void aWorkerThatDoesSomethingOfAnotherKindIsAnotherIncident() throws IOException {
        learned()
                .sees(new io.plumbline.agent.sensor.SensorEvent.ProcessForked(node.now(), 300, SERVER))
                .runs(301, 300, "/bin/ls", "ls", "/srv/a");
        node.sees(new io.plumbline.agent.sensor.SensorEvent.ProcessForked(node.now(), 310, SERVER));
        node.drops("/tmp/x").runs(311, 310, "/tmp/x", "/tmp/x").pass(3);

        assertThat(node.incidents()).hasSize(2);
    }

    @Test
    void twoSessionsAreTwoIncidents() throws IOException {
        node.probe("/bin/ls", "/ready");
        learned()
                .runs(300, TestNode.RUNTIME, "/bin/sh", "/bin/sh")
                .runs(301, 300, "/bin/ls", "ls", "/srv/a")
                .runs(310, TestNode.RUNTIME, "/bin/sh", "/bin/sh", "-i")
                .runs(311, 310, "/bin/ls", "ls", "/srv/b")
                .pass(3);

        assertThat(node.incidents()).hasSize(2);
    }

    @Test
    void inlineCodeThatWasLearnedWaitsForAPersonAndIsNoStorm() throws IOException {
        node.runs(200, SERVER, "/bin/sh", "sh", "-c", "backup");
        learned().runs(300, SERVER, "/bin/sh", "sh", "-c", "backup").pass(3);
        assertThat(node.incidents()).isEmpty();

        node.runs(301, SERVER, "/bin/sh", "sh", "-c", "something else");
        assertThat(node.deviations()).hasSize(1);
        assertThat(node.deviations().getFirst().getSeverity().getNumber())
                .isGreaterThanOrEqualTo(Severity.SEVERITY_MEDIUM_VALUE);
    }

    @Test
    void aDroppedBinaryIsToldFromTheFirstSecond() throws IOException {
        node.drops("/tmp/x").runs(300, SERVER, "/tmp/x", "/tmp/x").pass(1);

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("executable-not-from-image");
    }

    @Test
    void aProbeOfThePodSpecIsLearnedAndASessionNever() throws IOException {
        node.probe("/bin/ls", "/ready");
        node.runs(210, TestNode.RUNTIME, "/bin/ls", "/bin/ls", "/ready");
        learned().runs(211, TestNode.RUNTIME, "/bin/ls", "/bin/ls", "/ready").pass(3);
        assertThat(node.incidents()).isEmpty();

        node.runs(300, TestNode.RUNTIME, "/bin/sh", "/bin/sh").runs(301, 300, "/bin/ls", "ls");

        assertThat(node.deviations())
                .extracting(Deviation::getRule)
                .containsExactly("runtime-session", "runtime-session");
        assertThat(node.incidents()).hasSize(1);
    }

    @Test
    void aSessionWhileLearningIsToldAndNeverLearned() throws IOException {
        node.probe("/bin/ls", "/ready");
        node.runs(210, TestNode.RUNTIME, "/bin/ls", "/bin/ls", "/ready")
                .runs(300, TestNode.RUNTIME, "/bin/sh", "/bin/sh")
                .runs(301, 300, "/bin/true", "true")
                .pass(3);

        assertThat(node.deviations())
                .extracting(Deviation::getRule)
                .containsExactly("runtime-session", "runtime-session");
        assertThat(node.incidents()).hasSize(1);
        assertThat(node.incidents().getFirst().getSeverity()).isEqualTo(Severity.SEVERITY_MEDIUM);
        assertThat(learnedExecutables()).contains("/bin/ls").doesNotContain("/bin/sh", "/bin/true");
    }

    @Test
    void whatMayBeAProbeIsNoSessionWhileLearning() throws IOException {
        node.runs(300, TestNode.RUNTIME, "/bin/ls", "/bin/ls", "/ready").pass(3);

        assertThat(node.incidents()).isEmpty();
        assertThat(learnedExecutables()).doesNotContain("/bin/ls");
    }

    @Test
    void whatAScanFindsWithoutItsParentIsNoSessionWhileLearning() throws IOException {
        node.probe("/bin/ls", "/ready");
        node.sees(new io.plumbline.agent.sensor.SensorEvent.ProcessForked(0, TestNode.RUNTIME, 1));
        node.finds(300, TestNode.RUNTIME, "/usr/bin/worker", "worker").pass(3);

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void aProbeThatWasNeverSeenWhileLearningIsNoDriftButWhatItStartsIs() throws IOException {
        node.probe("/bin/ls", "/ready");

        learned().runs(211, TestNode.RUNTIME, "/bin/ls", "/bin/ls", "/ready").pass(3);
        assertThat(node.incidents()).isEmpty();

        node.runs(212, 211, "/bin/true", "true");
        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("new-execution");
    }

    @Test
    void theRuntimesOwnProgramsOnTheWayInAreNotTheContainers() throws IOException {
        learned().runs(300, 1, "/usr/sbin/runc", "runc", "init").pass(3);

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void aProgramWhoseStartWasLostIsJudgedWhenAScanFindsIt() throws IOException {
        learned().sees(new io.plumbline.agent.sensor.SensorEvent.ProcessForked(0, 300, SERVER));
        node.drops("/tmp/x").finds(300, SERVER, "/tmp/x", "/tmp/x").pass(1);

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("executable-not-from-image");
    }

    @Test
    void theRuntimeThatAScanFindsOnItsWayInIsNotTheContainers() throws IOException {
        node.probe("/bin/ls", "/ready");
        learned();
        node = node.restarted().container().probe("/bin/ls", "/ready");
        node.sees(new io.plumbline.agent.sensor.SensorEvent.ProcessForked(0, TestNode.RUNTIME, 1));
        // It has the container's mounts already, and is about to run a probe.
        node.finds(300, TestNode.RUNTIME, "/", "runc", "init")
                .becomes(300, TestNode.RUNTIME, "/bin/ls", "/bin/ls", "/ready")
                .pass(5);

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void aProgramWithoutAFileThatAScanFindsIsToldWhenItStays() throws IOException {
        learned();
        node = node.restarted().container();
        node.sees(new io.plumbline.agent.sensor.SensorEvent.ProcessForked(0, TestNode.RUNTIME, 1));
        node.finds(300, TestNode.RUNTIME, "/", "runc", "init");
        assertThat(node.incidents()).isEmpty();
        node.pass(5);

        assertThat(node.incidents()).hasSize(1);
    }

    @Test
    void whoseParentNobodyKnowsIsNoSession() throws IOException {
        learned().runs(300, 4711, "/bin/sh", "sh").pass(3);

        assertThat(node.incidents()).isEmpty();
        assertThat(node.deltas().getLast().getCoverage().getUndescribedMap()).containsEntry("lineage-unknown", 1L);
    }

    @Test
    void whatVanishedIsCountedNotLearned() throws IOException {
        node.vanishes(300, SERVER).pass(2);

        LearnedDelta last = node.deltas().getLast();
        assertThat(last.getCoverage().getUndescribedMap()).containsEntry("proc-gone", 1L);
        assertThat(last.getCoverage().getLostMap()).isEmpty();
    }

    @Test
    void aRestartedAgentCountsNothingTwice() throws IOException {
        learned().drops("/tmp/x").runs(300, SERVER, "/tmp/x", "/tmp/x").pass(3);
        long counted = counted();

        node = node.restarted()
                .container()
                .finds(SERVER, TestNode.RUNTIME, "/usr/sbin/server", "/usr/sbin/server", "-f")
                .finds(300, SERVER, "/tmp/x", "/tmp/x")
                .pass(3);

        assertThat(node.incidents()).hasSize(1);
        assertThat(node.deviations().getFirst().getCount()).isEqualTo(1);
        assertThat(counted()).isEqualTo(counted);
    }

    @Test
    void aServerThatRewritesItsTitleAndForksWorkersIsNoDriftAfterARestart() throws IOException {
        learned();

        node = node.restarted()
                .container()
                .finds(SERVER, TestNode.RUNTIME, "/usr/sbin/server", "server: master process /usr/sbin/server -f")
                .finds(600, SERVER, "/usr/sbin/server", "server: worker process", "", "")
                .pass(3);

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void whatARestartedAgentFindsForTheFirstTimeIsTold() throws IOException {
        learned();

        node = node.restarted()
                .container()
                .finds(SERVER, TestNode.RUNTIME, "/usr/sbin/server", "/usr/sbin/server", "-f")
                .finds(400, SERVER, "/bin/ls", "ls", "-R")
                .pass(1);

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("new-execution");
    }

    @Test
    void anEntrypointThatHandsOverIsTheServiceFromThenOn() throws IOException {
        node.runs(500, TestNode.RUNTIME, "/usr/bin/worker", "x");
        assertThat(node.incidents()).isEmpty();
        node.pass(2);

        assertThat(node.deltas().stream()
                        .flatMap(delta -> delta.getCountersList().stream())
                        .map(counter -> counter.getBehavior().getExecution().getPhase()))
                .contains(io.plumbline.v1.Phase.PHASE_ENTRYPOINT)
                .doesNotContain(io.plumbline.v1.Phase.PHASE_SESSION);
    }

    private java.util.List<String> learnedExecutables() {
        return node.deltas().stream()
                .flatMap(delta -> delta.getCountersList().stream())
                .map(counter ->
                        counter.getBehavior().getExecution().getExecutable().getPath())
                .toList();
    }

    private long counted() {
        return node.deltas().stream()
                .flatMap(delta -> delta.getCountersList().stream())
                .mapToLong(counter -> counter.getCount())
                .max()
                .orElse(0);
    }
}
