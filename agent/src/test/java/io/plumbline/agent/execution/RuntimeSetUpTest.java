// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.process.ProcessTable;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import io.plumbline.agent.sensor.ProcessDetails.Namespaces;
import io.plumbline.agent.sensor.Reading;
import org.junit.jupiter.api.Test;

/** The numbers are those of runc 1.1 on its way into a container. */
class RuntimeSetUpTest {
    private static final long HOST = 4_026_531_840L;
    private static final long CONTAINER = 4_026_532_900L;
    private static final FileIdentity RUNC = file(11, false);
    private static final FileIdentity SERVICE = file(22, false);

    private final ProcessTable processes = new ProcessTable();

    @Test
    void isWhatRunsOutsideOfTheContainersMounts() {
        assertThat(RuntimeSetUp.is(CONTAINER, child(details(HOST, RUNC)), details(HOST, RUNC)))
                .isTrue();
        assertThat(RuntimeSetUp.is(CONTAINER, child(details(HOST, RUNC)), details(CONTAINER, SERVICE)))
                .isFalse();
    }

    @Test
    void isWhatStillHasTheMountsOfItsParentWhenTheContainerIsGone() {
        assertThat(RuntimeSetUp.is(0, child(details(HOST, RUNC)), details(HOST, file(33, true))))
                .isTrue();
        assertThat(RuntimeSetUp.is(0, child(details(HOST, RUNC)), details(CONTAINER, SERVICE)))
                .isFalse();
    }

    @Test
    void isTheRuntimesOwnProgramWhenNoMountsAreKnown() {
        assertThat(RuntimeSetUp.is(0, child(details(0, RUNC)), details(0, RUNC)))
                .isTrue();
        assertThat(RuntimeSetUp.is(0, child(details(0, RUNC)), details(0, file(33, true))))
                .isTrue();
        assertThat(RuntimeSetUp.is(0, child(details(0, RUNC)), details(0, SERVICE)))
                .isFalse();
        assertThat(RuntimeSetUp.is(0, processes.forked(1, 7, 6), details(0, SERVICE)))
                .isFalse();
    }

    private TrackedProcess child(ProcessDetails parent) {
        TrackedProcess ignored = processes.executed(1, 100, parent);
        return processes.forked(2, 101, 100);
    }

    private static FileIdentity file(long inode, boolean memory) {
        return new FileIdentity(1, inode, memory ? 0 : 1, 10, 3, 4, memory, memory);
    }

    /** {@code mounts}: 0 when they could not be read. */
    private static ProcessDetails details(long mounts, FileIdentity file) {
        Reading<Namespaces> namespaces =
                mounts == 0 ? Reading.unknown("proc-gone") : Reading.known(new Namespaces(mounts, 2, 3));
        return new ProcessDetails(
                Reading.unknown("proc-gone"),
                Reading.unknown("proc-gone"),
                Reading.unknown("proc-gone"),
                Reading.known("/usr/sbin/runc"),
                Reading.known(file),
                Reading.unknown("proc-gone"),
                Reading.unknown("proc-gone"),
                Reading.unknown("proc-gone"),
                Reading.unknown("proc-gone"),
                namespaces,
                Reading.unknown("proc-gone"));
    }
}
