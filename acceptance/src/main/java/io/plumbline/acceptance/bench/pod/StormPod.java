// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.pod;

import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.pod.PodSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A pod that makes storms of short processes when told to. */
public final class StormPod implements AutoCloseable {
    private static final Duration STORM_LIMIT = Duration.ofMinutes(3);

    private final CommandPod commands;

    private StormPod(CommandPod commands) {
        this.commands = commands;
    }

    public static StormPod start(LabNode node) throws IOException {
        return new StormPod(
                CommandPod.start(node, PodSpec.of("bench", "storm-0").label("app", "storm")));
    }

    /** Starts the same in an image with programs that the dynamic linker loads. */
    public static StormPod startLinked(LabNode node) throws IOException {
        return new StormPod(
                CommandPod.startLinked(node, PodSpec.of("bench", "storm-1").label("app", "storm")));
    }

    public Pod pod() {
        return commands.pod();
    }

    /** Starts so many processes by so many workers; returns the nanoseconds that the storm itself measured. */
    public long storm(int processes, int workers) throws IOException {
        return nanos(commands.run("/usr/local/bin/storm " + processes + " " + workers, STORM_LIMIT), processes);
    }

    /** Starts so many times, by one worker, a program that the dynamic linker loads, with this argument; {@code {}} is a number. */
    public long arguments(int processes, String argument) throws IOException {
        return nanos(
                commands.run(
                        "/usr/local/bin/storm " + processes + " 1 /usr/local/bin/nothing --number " + argument,
                        STORM_LIMIT),
                processes);
    }

    /** The storm prints its count and the nanoseconds. */
    static long nanos(List<String> output, int processes) throws IOException {
        if (output.size() != 1 || !output.getFirst().matches(processes + " [1-9][0-9]{0,17}")) {
            throw new IOException("storm: " + output + " (expected: " + processes + ", nanoseconds)");
        }
        return Long.parseLong(output.getFirst().split(" ", 2)[1]);
    }

    @Override
    public void close() throws IOException {
        commands.close();
    }
}
