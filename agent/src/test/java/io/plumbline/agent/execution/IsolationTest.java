// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.pipeline.Details;
import io.plumbline.agent.pipeline.TestNode;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Severity;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolationTest {
    private static final int SERVER = TestNode.INIT;
    private static final String HOST_CGROUP = "0::/system.slice/sshd.service";

    @TempDir
    private Path temp = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private TestNode node;

    @BeforeEach
    void twoContainersRun() throws IOException {
        node = new TestNode(temp)
                .container("/usr/sbin/server", "/bin/sh", "/usr/bin/worker")
                .entrypoint()
                .neighbour()
                .pass(6);
    }

    private TestNode runsIn(int pid, int parent, long mounts, String executable) throws IOException {
        return node.runs(pid, parent, executable, details -> Details.mounts(details, mounts), executable);
    }

    @Test
    void ordinaryStartsAgree() throws IOException {
        node.runs(300, SERVER, "/usr/bin/worker", "worker").pass(3);

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void aProcessThatEnteredAnotherContainersMountsIsChargedToItsOwnLineage() throws IOException {
        runsIn(300, SERVER, node.neighbourMounts(), "/bin/sh");

        Deviation deviation = node.deviations().getFirst();
        assertThat(deviation.getRule()).isEqualTo("namespace-mismatch");
        assertThat(deviation.getSeverity()).isEqualTo(Severity.SEVERITY_CRITICAL);
        assertThat(deviation.getBecause(0)).contains("that of container api of pod shop/api-6d5f9d8b6d-abcde");
        assertThat(node.incidents().getFirst().getContainer().getId()).isEqualTo(TestNode.CONTAINER);
    }

    @Test
    void aProcessThatEscapedToTheNodesMountsIsTold() throws IOException {
        runsIn(300, SERVER, node.hostMounts(), "/bin/sh");

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("namespace-mismatch");
        assertThat(node.deviations().getFirst().getBecause(0)).contains("the node's own");
    }

    @Test
    void aProcessOfTheNodeThatEntersAContainerPastTheRuntimeIsTold() throws IOException {
        node.runs(300, 1, "/bin/sh", details -> Details.in(Details.mounts(details, node.mounts()), HOST_CGROUP), "sh");

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("namespace-mismatch");
        assertThat(node.incidents().getFirst().getContainer().getId()).isEqualTo(TestNode.CONTAINER);
    }

    @Test
    void anotherOwnerOfAReusedNumberIsNobodysMismatch() throws IOException {
        node.neighbourEnds();
        node.runs(
                300,
                1,
                "/bin/sh",
                details -> Details.in(Details.mounts(details, node.neighbourMounts()), HOST_CGROUP),
                "sh");

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void aProcessThatMovedIntoAnotherContainersCgroupIsNotTakenForTheRuntime() throws IOException {
        node.runs(300, SERVER, "/bin/sh", details -> Details.in(details, TestNode.cgroup(TestNode.NEIGHBOUR)), "sh");

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("namespace-mismatch");
        assertThat(node.deviations().getFirst().getLineage(0).getExecutable()).isEqualTo("/usr/sbin/server");
    }

    @Test
    void theNodesOwnProgramsAreOfNoInterest() throws IOException {
        node.runs(300, 1, "/bin/sh", details -> Details.in(details, HOST_CGROUP), "sh")
                .pass(1);

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void aSandboxIsOneEntryHoweverOftenItStarts() throws IOException {
        for (int pid = 300; pid < 320; pid++) {
            runsIn(pid, SERVER, 4_000_000_000L + pid, "/usr/bin/worker");
        }
        node.pass(2);

        assertThat(node.incidents()).hasSize(1);
        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("foreign-mount-namespace");
        assertThat(node.deviations().getFirst().getCount()).isEqualTo(20);
        assertThat(node.deviations().getFirst().getSeverity()).isEqualTo(Severity.SEVERITY_MEDIUM);
    }

    @Test
    void aSandboxThatTheProfileHasWaitsThereForAPerson() throws IOException {
        runsIn(300, SERVER, 4_000_000_000L, "/usr/bin/worker").pass(100);
        long told = node.deviations().getFirst().getCount();

        runsIn(301, SERVER, 4_000_000_001L, "/usr/bin/worker").pass(3);

        assertThat(node.deviations()).hasSize(1);
        assertThat(node.deviations().getFirst().getCount()).isEqualTo(told);
    }
}
