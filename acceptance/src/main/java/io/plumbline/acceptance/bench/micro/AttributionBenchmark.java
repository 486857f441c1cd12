// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.micro;

import io.plumbline.agent.container.CgroupPath;
import io.plumbline.agent.container.ContainerCgroup;
import io.plumbline.agent.process.ProcessTable;
import io.plumbline.agent.process.TrackedProcess;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Measures how the container of a process is found: by the text of its cgroups, and inherited through a fork. */
@State(Scope.Thread)
public class AttributionBenchmark {
    private static final String CONTAINER = "/kubepods/besteffort/pod8f9d6a5e-5a0f-4a58-9df0-4f4f3c0f0b11/"
            + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final String UNIFIED = "0::" + CONTAINER;
    private static final String HYBRID = "12:pids:" + CONTAINER + "\n11:cpu,cpuacct:" + CONTAINER + "\n10:memory:"
            + CONTAINER + "\n9:devices:" + CONTAINER + "\n1:name=systemd:" + CONTAINER + "\n0::/\n";
    private static final int PARENT = 1000;
    private static final int CHILD = 1001;

    private final CgroupPath cgroups = new CgroupPath("/");
    private final ProcessTable processes = new ProcessTable();
    private long now = 1;

    /** Makes the parent. */
    public AttributionBenchmark() {
        processes.forked(now, PARENT, 1).enterContainer("c");
    }

    /** One line, as the kernel's id of a cgroup leads to. */
    @Benchmark
    public Optional<ContainerCgroup> oneLine() {
        return cgroups.parse(UNIFIED);
    }

    /** The text of /proc/PID/cgroup where both versions are in use. */
    @Benchmark
    public Optional<ContainerCgroup> allLines() {
        return cgroups.parse(HYBRID);
    }

    /** A process begins and ends; its container is its parent's. */
    @Benchmark
    public @Nullable String inherited() {
        TrackedProcess child = processes.forked(now++, CHILD, PARENT);
        String container = child.containerId();
        processes.exited(CHILD);
        return container;
    }
}
