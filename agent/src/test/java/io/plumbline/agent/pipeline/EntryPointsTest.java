// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.ProcessDetails.Launch;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.v1.Behavior;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Execution;
import io.plumbline.v1.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How containers begin: with a script, or before the agent did. */
class EntryPointsTest {
    private static final int INIT = TestNode.INIT;
    private static final String SCRIPT = "/scripts/run.sh";

    @TempDir
    private Path temp = Path.of("");

    private TestNode node(String... command) throws IOException {
        return new TestNode(temp).command(command).container("/bin/sh", "/bin/ls", "/usr/sbin/server", SCRIPT);
    }

    private static TestNode startsScript(TestNode node) throws IOException {
        UnaryOperator<ProcessDetails> asScript =
                details -> Details.launched(details, new Launch(SCRIPT, Map.of(), 0, null));
        return node.sees(new SensorEvent.ProcessForked(node.now(), TestNode.RUNTIME, 1))
                .runs(INIT, TestNode.RUNTIME, "/bin/sh", asScript, "/bin/sh", SCRIPT)
                .runs(200, INIT, "/bin/ls", "ls", "/")
                .becomes(INIT, TestNode.RUNTIME, "/usr/sbin/server", "server", "-f");
    }

    @Test
    void aScriptIsTheEntryPointAndItsRestartsAreQuiet() throws IOException {
        TestNode node = startsScript(node(SCRIPT)).pass(100);
        assertThat(node.profiles().getFirst().state()).isEqualTo(BaselineState.STABLE);

        startsScript(node).pass(3);

        assertThat(node.incidents()).isEmpty();
        assertThat(executions(node))
                .filteredOn(execution -> execution.getPhase() == Phase.PHASE_ENTRYPOINT)
                .extracting(execution -> execution.getEffective().getPath())
                .containsOnly(SCRIPT);
    }

    @Test
    void aScriptThatTheContainerWroteItselfIsDrift() throws IOException {
        TestNode node = startsScript(node(SCRIPT)).pass(100);

        startsScript(node.drops(SCRIPT)).pass(3);

        assertThat(node.deviations()).extracting(Deviation::getRule).contains("new-execution");
    }

    @Test
    void whatAScriptHandedOverToBeforeTheAgentCameIsNoDriftWhenItIsStartedAgain() throws IOException {
        root();
        TestNode node = node(SCRIPT, "server", "-f")
                .finds(INIT, TestNode.RUNTIME, "/usr/sbin/server", "server: waits for connections")
                .pass(100);

        UnaryOperator<ProcessDetails> asScript =
                details -> Details.launched(details, new Launch(SCRIPT, Map.of(), 0, null));
        node.sees(new SensorEvent.ProcessForked(node.now(), TestNode.RUNTIME, 1))
                .runs(INIT, TestNode.RUNTIME, "/bin/sh", asScript, "/bin/sh", SCRIPT, "server", "-f")
                .becomes(INIT, TestNode.RUNTIME, "/usr/sbin/server", "server", "-f")
                .pass(3);

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void theFirstStartThatAnybodyWatchesIsLearnedThoughTheBaselineIsLocked() throws IOException {
        root();
        TestNode node = node(SCRIPT)
                .finds(INIT, TestNode.RUNTIME, "/usr/sbin/server", "server: waits for connections")
                .pass(100);
        assertThat(node.profiles().getFirst().state()).isEqualTo(BaselineState.STABLE);

        startsScript(node.containerAgain()).pass(100);
        assertThat(node.incidents()).isEmpty();
        startsScript(node.containerAgain()).pass(10);
        assertThat(node.incidents()).isEmpty();

        node.containerAgain();
        startsScript(node).runs(201, INIT, "/bin/ls", "ls", "/etc").pass(3);
        assertThat(node.deviations()).extracting(Deviation::getRule).contains("new-execution");
    }

    @Test
    void whatComesLongAfterTheFirstStartIsDrift() throws IOException {
        root();
        TestNode node = node(SCRIPT)
                .finds(INIT, TestNode.RUNTIME, "/usr/sbin/server", "server: waits for connections")
                .pass(100);

        startsScript(node.containerAgain())
                .pass(70)
                .runs(201, INIT, "/bin/ls", "ls", "/etc")
                .pass(3);

        assertThat(node.deviations()).extracting(Deviation::getRule).contains("new-execution");
    }

    @Test
    void aServerThatExecutesItselfAgainToReloadIsStillTheEntryPoint() throws IOException {
        TestNode node = node("server", "-f")
                .sees(new SensorEvent.ProcessForked(1, TestNode.RUNTIME, 1))
                .runs(INIT, TestNode.RUNTIME, "/usr/sbin/server", "server", "-f")
                .pass(100)
                .becomes(INIT, TestNode.RUNTIME, "/usr/sbin/server", "server", "-f")
                .becomes(INIT, TestNode.RUNTIME, "/usr/sbin/server", "server", "-f")
                .pass(3);
        assertThat(node.incidents()).isEmpty();

        node.becomes(INIT, TestNode.RUNTIME, "/usr/sbin/server", "server", "-x").pass(3);
        assertThat(node.deviations()).extracting(Deviation::getRule).contains("new-execution");
    }

    @Test
    void aServerThatWroteItsStateOverItsArgumentsIsTheEntryPoint() throws IOException {
        root();
        TestNode node = node("server", "-f")
                .finds(INIT, TestNode.RUNTIME, "/usr/sbin/server", "server: waits for connections")
                .pass(100);

        assertThat(executions(node)).extracting(Execution::getPhase).containsOnly(Phase.PHASE_ENTRYPOINT);
        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void workersThatWereFoundRunningShowThatTheirServerChangesItsUser() throws IOException {
        root();
        TestNode node = node("server", "-f")
                .finds(INIT, TestNode.RUNTIME, "/usr/sbin/server", "server: master")
                .pass(1);
        node.sees(new SensorEvent.ProcessFound(
                        node.now(),
                        300,
                        Details.user(node.details(300, INIT, "/usr/sbin/server", "server: worker"), 33)))
                .pass(100);

        node.sees(new SensorEvent.ProcessForked(node.now(), 301, INIT))
                .sees(new SensorEvent.UserChanged(node.now(), 301, 33))
                .pass(3);

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void aServerThatWasFoundRunningAndExecutesItselfAgainIsStillTheEntryPoint() throws IOException {
        root();
        TestNode node = node("server", "-f")
                .finds(INIT, TestNode.RUNTIME, "/usr/sbin/server", "server: waits for connections")
                .pass(100)
                .becomes(INIT, TestNode.RUNTIME, "/usr/sbin/server", "server", "-f")
                .pass(3);

        assertThat(node.incidents()).isEmpty();
        assertThat(executions(node)).extracting(Execution::getPhase).containsOnly(Phase.PHASE_ENTRYPOINT);
        assertThat(executions(node)).extracting(Execution::hasParent).containsOnly(false);
    }

    @Test
    void whatAShellOfTheSameFileHandedOverToIsItsService() throws IOException {
        root();
        Files.createSymbolicLink(temp.resolve("proc/" + INIT + "/root/bin/ash"), Path.of("sh"));
        TestNode node = node("/bin/ash", "-c", "exec sleep 1000")
                .finds(INIT, TestNode.RUNTIME, "/bin/sh", "sleep", "1000")
                .pass(100);

        assertThat(executions(node)).extracting(Execution::getPhase).containsOnly(Phase.PHASE_SERVICE);
        assertThat(executions(node)).extracting(Execution::getParent).containsOnly("/bin/sh");
    }

    /** The root of the container as its first process has it. */
    private void root() throws IOException {
        Path root = Files.createDirectories(temp.resolve("proc/" + INIT + "/root"));
        for (String file : List.of("/bin/sh", "/usr/sbin/server")) {
            Files.createDirectories(root.resolve(file.substring(1)).getParent());
            Files.writeString(root.resolve(file.substring(1)), "ELF");
        }
        Files.createDirectories(root.resolve("scripts"));
        Files.writeString(root.resolve("scripts/run.sh"), "#!/bin/sh\nexec \"$@\"\n");
    }

    private static List<Execution> executions(TestNode node) {
        return node.deltas().stream()
                .flatMap(delta -> delta.getCountersList().stream())
                .map(counter -> counter.getBehavior())
                .filter(Behavior::hasExecution)
                .map(Behavior::getExecution)
                .toList();
    }
}
