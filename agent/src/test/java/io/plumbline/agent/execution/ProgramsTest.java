// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.pipeline.Details;
import io.plumbline.agent.pipeline.TestNode;
import io.plumbline.agent.sensor.ProcessDetails.Arguments;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity.Layer;
import io.plumbline.agent.sensor.ProcessDetails.InputFile;
import io.plumbline.agent.sensor.ProcessDetails.Launch;
import io.plumbline.agent.sensor.ProcessDetails.Stdio.Stream;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Execution;
import io.plumbline.v1.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramsTest {
    private static final int SERVER = TestNode.INIT;
    private static final String HASH = "0011223344556677";

    @TempDir
    private Path temp = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private TestNode node;

    @BeforeEach
    void serverRuns() throws IOException {
        node = new TestNode(temp)
                .container("/usr/sbin/server", "/bin/sh", "/usr/bin/worker", "/usr/bin/tool", "/app/run.sh")
                .entrypoint()
                .pass(6);
    }

    private TestNode worker(int pid, Map<String, String> environment) throws IOException {
        return node.runs(
                pid, SERVER, "/usr/bin/worker", details -> Details.environment(details, environment), "worker");
    }

    private Execution lastCounted(String executable) {
        return node.deltas().stream()
                .flatMap(delta -> delta.getCountersList().stream())
                .map(counter -> counter.getBehavior().getExecution())
                .filter(execution -> execution.getExecutable().getPath().equals(executable))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    @Test
    void aVariableThatLoadsOtherCodeIsDriftThatNamesIt() throws IOException {
        worker(200, Map.of()).pass(100);
        worker(201, Map.of()).pass(1);
        assertThat(node.incidents()).isEmpty();

        worker(202, Map.of("LD_PRELOAD", HASH));

        Deviation deviation = node.deviations().getFirst();
        assertThat(deviation.getRule()).isEqualTo("new-execution");
        assertThat(deviation.getBecauseList()).containsExactly("LD_PRELOAD is set, was not before");
        assertThat(deviation.getTechniquesList()).extracting(t -> t.getId()).contains("T1574.006");
    }

    @Test
    void theKernelsHashOfAValueNeverLeavesTheNode() throws IOException {
        worker(200, Map.of("NODE_OPTIONS", HASH)).pass(3);

        String kept = lastCounted("/usr/bin/worker").getEnvironment().getVariablesOrThrow("NODE_OPTIONS");
        assertThat(kept).matches("[0-9a-f]{32}").doesNotContain(HASH);
        assertThat(node.deltas().toString()).doesNotContain(HASH);
    }

    @Test
    void aNodeThatCanNotTellTheEnvironmentSeesNoDrift() throws IOException {
        worker(200, Map.of("NODE_OPTIONS", HASH)).pass(100);

        node.runs(201, SERVER, "/usr/bin/worker", "worker").pass(2);

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void anEnvironmentThatWasNotSeenToItsEndIsUnknownAndNotEmpty() throws IOException {
        Launch cut = new Launch("/usr/bin/worker", Map.of(), true, 0, null);
        node.runs(200, SERVER, "/usr/bin/worker", details -> Details.launched(details, cut), "worker")
                .pass(3);

        assertThat(lastCounted("/usr/bin/worker").hasEnvironment()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "INTERNET_SOCKET, INTERNET_SOCKET, true",
        "UNIX_SOCKET, UNIX_SOCKET, false",
        "INTERNET_SOCKET, PIPE, false",
        "SOCKET, SOCKET, false",
        "TERMINAL, TERMINAL, false",
    })
    void aShellOnANetworkSocketNeedsNoLookUp(Stream input, Stream output, boolean raised) throws IOException {
        node.runs(300, SERVER, "/bin/sh", details -> Details.stdio(details, input, output), "sh", "-i");

        assertThat(node.deviations().stream().anyMatch(one -> one.getRule().equals("shell-on-socket")))
                .isEqualTo(raised);
    }

    @Test
    void aScriptOnStandardInputIsWhatTheShellRuns() throws IOException {
        node.drops("/tmp/x")
                .runs(
                        300,
                        SERVER,
                        "/bin/sh",
                        details -> Details.launched(
                                details,
                                new Launch(
                                        "/bin/sh",
                                        Map.of(),
                                        0,
                                        new InputFile("/tmp/x", identity("/tmp/x", Layer.UPPER)))),
                        "sh")
                .pass(2);

        assertThat(lastCounted("/bin/sh").getEffective().getPath()).isEqualTo("/tmp/x");
        assertThat(lastCounted("/bin/sh").getEffective().getOrigin()).isEqualTo(Origin.ORIGIN_WRITABLE_LAYER);
    }

    @Test
    void aScriptOfTheImageIsKnownByItsKernelIdentity() throws IOException {
        node.runs(
                        300,
                        SERVER,
                        "/bin/sh",
                        details -> Details.launched(
                                details,
                                new Launch(
                                        "/bin/sh",
                                        Map.of(),
                                        0,
                                        new InputFile("/app/run.sh", identity("/app/run.sh", Layer.LOWER)))),
                        "sh")
                .pass(2);

        assertThat(lastCounted("/bin/sh").getEffective().getOrigin()).isEqualTo(Origin.ORIGIN_IMAGE);
    }

    @Test
    void theScriptBehindAnInterpreterThatNobodyKnowsCountsWhenItIsForeign() throws IOException {
        node.drops("/tmp/evil");
        tool(300, "/tmp/evil").pass(2);
        assertThat(lastCounted("/usr/bin/tool").getEffective().getPath()).isEqualTo("/tmp/evil");

        tool(301, "/app/run.sh").pass(2);
        assertThat(lastCounted("/usr/bin/tool").hasEffective()).isFalse();
    }

    private TestNode tool(int pid, String script) throws IOException {
        return node.runs(
                pid,
                SERVER,
                "/usr/bin/tool",
                details -> Details.launched(details, new Launch(script, Map.of(), 0, null)),
                "/usr/bin/tool",
                script);
    }

    @Test
    void aTruncatedArgumentVectorIsToldWithItsLengthAndAHash() throws IOException {
        node.pass(100);
        node.runs(
                300,
                SERVER,
                "/usr/bin/worker",
                details -> Details.arguments(details, new Arguments(List.of("worker", "-x"), true, 5000)));

        var argv = node.deviations().getFirst().getProcess().getArgv();
        assertThat(argv.getTruncated()).isTrue();
        assertThat(argv.getTotalBytes()).isEqualTo(5000);
        assertThat(argv.getSeenHash()).matches("[0-9a-f]{32}");
    }

    private io.plumbline.agent.sensor.ProcessDetails.FileIdentity identity(String path, Layer layer) {
        try {
            return node.identity(path, layer);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
