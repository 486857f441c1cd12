// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.pipeline.Details;
import io.plumbline.agent.pipeline.TestNode;
import io.plumbline.agent.sensor.KernelInterface;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.v1.Behavior;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.EntryCounter;
import io.plumbline.v1.Severity;
import io.plumbline.v1.UserClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelObservationsTest {
    private static final int SERVER = TestNode.INIT;

    @TempDir
    private Path temp = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private TestNode node;

    @BeforeEach
    void serverRuns() throws IOException {
        node = new TestNode(temp)
                .container("/usr/sbin/server", "/bin/sh", "/bin/gdb")
                .entrypoint()
                .pass(6);
    }

    private TestNode uses(int pid, KernelInterface used, long subject, String detail) {
        return node.sees(new SensorEvent.KernelUsed(node.now(), pid, used, subject, detail));
    }

    private boolean counted(Behavior.KindCase kind) {
        return node.deltas().stream()
                .flatMap(delta -> delta.getCountersList().stream())
                .map(EntryCounter::getBehavior)
                .anyMatch(behavior -> behavior.getKindCase() == kind);
    }

    @Test
    void whatTheServerAsksWhileLearningWaitsForAPersonAndIsNoIncident() {
        uses(SERVER, KernelInterface.IO_URING, 0, "");
        node.sees(new SensorEvent.SocketCreated(node.now(), SERVER, 17, 3, 768)).pass(100);

        assertThat(node.incidents()).isEmpty();
        assertThat(counted(Behavior.KindCase.KERNEL_USE)).isTrue();
        assertThat(counted(Behavior.KindCase.SOCKET_USE)).isTrue();

        uses(SERVER, KernelInterface.IO_URING, 0, "").pass(1);
        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void whatIsAskedForTheFirstTimeAfterTheLockIsDriftAndSaysOnWhat() {
        node.pass(100);
        uses(SERVER, KernelInterface.MOUNT, 0, "/mnt/evil");
        uses(SERVER, KernelInterface.CAPABILITY_GAIN, 1L << 21, "");
        uses(SERVER, KernelInterface.IO_URING, 0, "");
        node.sees(new SensorEvent.SocketCreated(node.now(), SERVER, 17, 3, 768));

        assertThat(node.deviations())
                .extracting(Deviation::getRule)
                .containsExactly("new-kernel-use", "new-kernel-use", "new-kernel-use", "new-socket-use");
        assertThat(node.deviations().get(0).getBecauseList()).contains("mounted on /mnt/evil");
        assertThat(node.deviations().get(1).getBecauseList()).contains("gained CAP_SYS_ADMIN");
        assertThat(node.deviations().get(0).getTechniques(0).getId()).isEqualTo("T1611");
        assertThat(node.deviations().get(3).getTechniques(0).getId()).isEqualTo("T1040");
        assertThat(node.deviations().get(0).getSeverity().getNumber())
                .isGreaterThan(node.deviations().get(2).getSeverity().getNumber());
        assertThat(node.incidents()).hasSize(1);
    }

    @Test
    void whatTheRuntimeDoesOnTheWayInIsNotTheContainers() throws IOException {
        node.pass(100);
        // runc init: in the container's cgroup already, in the node's mount namespace still.
        node.runs(300, 1, "/usr/sbin/runc", "runc", "init");
        uses(300, KernelInterface.NAMESPACE_ENTER, 0x20000, "");
        uses(300, KernelInterface.MOUNT, 0, "/proc");
        uses(300, KernelInterface.CAPABILITY_GAIN, 1, "");
        node.sees(new SensorEvent.UnixConnected(node.now(), 300, "/run/x"));
        node.sees(new SensorEvent.UserChanged(node.now(), 300, 1000));
        node.pass(3);

        assertThat(node.incidents()).isEmpty();
        assertThat(counted(Behavior.KindCase.KERNEL_USE)).isFalse();
    }

    @Test
    void theRuntimesSocketIsSevereAndNamesOfTemporarySocketsAreNoNovelty() {
        node.sees(new SensorEvent.UnixConnected(node.now(), SERVER, "/tmp/app-Xk81mQz/control"));
        node.pass(100);
        node.sees(new SensorEvent.UnixConnected(node.now(), SERVER, "/tmp/app-Ab93pLw/control"));
        assertThat(node.incidents()).isEmpty();

        node.sees(new SensorEvent.UnixConnected(node.now(), SERVER, "/var/run/../run/docker.sock"));

        Deviation deviation = node.deviations().getFirst();
        assertThat(deviation.getRule()).isEqualTo("new-peer");
        assertThat(deviation
                        .getBehavior()
                        .getOutbound()
                        .getPeer()
                        .getUnixSocket()
                        .getPath())
                .isEqualTo("/var/run/docker.sock");
        assertThat(deviation.getTechniquesList()).extracting(t -> t.getId()).containsExactly("T1609", "T1611");
        assertThat(deviation.getSeverity()).isGreaterThanOrEqualTo(Severity.SEVERITY_MEDIUM);
    }

    @Test
    void aSessionIsNeverLearned() throws IOException {
        node.runs(300, TestNode.RUNTIME, "/bin/sh", "/bin/sh");
        uses(300, KernelInterface.BPF, 5, "");
        node.pass(3);

        assertThat(counted(Behavior.KindCase.KERNEL_USE)).isFalse();
    }

    @Test
    void reachingIntoAnotherContainerIsToldOfBoth() throws IOException {
        node.neighbour().runs(300, SERVER, "/bin/gdb", "gdb").pass(6);

        uses(300, KernelInterface.TRACE, TestNode.NEIGHBOUR_INIT, "");

        assertThat(node.incidents()).hasSize(2);
        assertThat(node.incidents())
                .extracting(incident -> incident.getContainer().getId())
                .containsExactly(TestNode.CONTAINER, TestNode.NEIGHBOUR);
        assertThat(node.deviations()).allSatisfy(deviation -> {
            assertThat(deviation.getRule()).isEqualTo("cross-container-access");
            assertThat(deviation.getSeverity()).isEqualTo(Severity.SEVERITY_CRITICAL);
            assertThat(deviation.getProcess().getExecutable()).isEqualTo("/bin/gdb");
        });
        assertThat(node.deviations().get(0).getBecause(0)).contains("container api of pod shop/api-6d5f9d8b6d-abcde");
        assertThat(node.deviations().get(1).getBecause(0)).contains("container web of pod shop/web-7c5f9d8b6d-x2x7k");
    }

    @Test
    void whoLooksIntoItselfAndTheAgentAreOfNoInterest() throws IOException {
        node.runs(TestNode.OWN_PID, SERVER, "/bin/gdb", "agent").pass(100);
        uses(SERVER, KernelInterface.PROCESS_ACCESS, SERVER, "");
        uses(TestNode.OWN_PID, KernelInterface.PROCESS_ACCESS, SERVER, "").pass(1);

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void tracingInsideOfTheContainerIsOnlyDrift() throws IOException {
        node.runs(300, SERVER, "/bin/gdb", "gdb").pass(100);
        uses(300, KernelInterface.TRACE, SERVER, "");

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("new-kernel-use");
    }

    @Test
    void rootOfAUserNamespaceIsRoot() throws IOException {
        // The runtime's own process is root of the node until it takes the container's ids.
        TestNode pod = inUserNamespace("root");
        assertThat(pod.deltas().stream().flatMap(delta -> delta.getCountersList().stream()))
                .extracting(counter -> counter.getBehavior().getExecution().getUser())
                .isNotEmpty()
                .containsOnly(UserClass.USER_CLASS_ROOT);
        assertThat(pod.incidents()).isEmpty();

        pod.sees(new SensorEvent.UserChanged(pod.now(), SERVER, 100_033));

        Deviation deviation = pod.deviations().getFirst();
        assertThat(deviation.getRule()).isEqualTo("user-change");
        assertThat(deviation.getBehavior().getPrivilege().getFrom()).isEqualTo(UserClass.USER_CLASS_ROOT);
        assertThat(deviation.getProcess().getUid()).as("inside").isEqualTo(33);
        assertThat(deviation.getProcess().getNodeUid()).isEqualTo(100_033);
    }

    @Test
    void aSetuidProgramOfAUserNamespaceGainsPrivileges() throws IOException {
        TestNode pod = inUserNamespace("setuid");
        pod.sees(new SensorEvent.UserChanged(pod.now(), SERVER, 100_033)).pass(1);
        pod.runs(300, SERVER, "/bin/sh", details -> Details.user(details, 100_000), "sh");

        assertThat(pod.deviations())
                .extracting(Deviation::getRule)
                .containsExactlyInAnyOrder("user-change", "new-execution", "privilege-gain");
    }

    @Test
    void whoBecomesRootOfTheNodeInAUserNamespaceGainsPrivileges() throws IOException {
        TestNode pod = inUserNamespace("escaped");
        pod.sees(new SensorEvent.UserChanged(pod.now(), SERVER, 100_033)).pass(1);
        pod.runs(300, SERVER, "/bin/sh", details -> Details.user(details, 0), "sh");

        assertThat(pod.deviations()).extracting(Deviation::getRule).contains("privilege-gain");
        assertThat(pod.deviations().getLast().getProcess().getUid())
                .as("no user of the container")
                .isZero();
    }

    /** A locked container of a pod with a user namespace; its server is the container's root. */
    private TestNode inUserNamespace(String name) throws IOException {
        TestNode pod = new TestNode(Files.createDirectories(temp.resolve(name))).userNamespace();
        pod.container("/usr/sbin/server", "/bin/sh");
        pod.sees(new SensorEvent.ProcessForked(pod.now(), SERVER, TestNode.RUNTIME));
        pod.runs(
                SERVER,
                TestNode.RUNTIME,
                "/usr/sbin/server",
                details -> Details.user(details, 100_000),
                "/usr/sbin/server",
                "-f");
        return pod.pass(100);
    }
}
