// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.storm;

import io.plumbline.acceptance.bench.process.Started;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.pod.PodSpec;
import io.plumbline.acceptance.lab.pod.VolumeMount;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container that makes storms when told to: its own shell starts them, so that they are the workload itself to the agent and not
 * somebody's session, and waits in a pipe in between, so that nothing runs.
 */
final class StormPod implements AutoCloseable {
    private static final String LOOP = "/bin/mkfifo /ctl/go && while read count workers; do"
            + " /usr/local/bin/storm $count $workers >/ctl/result; echo $? >>/ctl/result; done </ctl/go";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration STORM_LIMIT = Duration.ofMinutes(3);

    private final Pod pod;
    private final RandomAccessFile go;
    private final Path result;

    private StormPod(Pod pod, RandomAccessFile go, Path result) {
        this.pod = pod;
        this.go = go;
        this.result = result;
    }

    static StormPod start(LabNode node) throws IOException {
        Pod pod = node.pods()
                .run(PodSpec.of("bench", "storm-0")
                        .label("app", "storm")
                        .container(ContainerSpec.of("storm", node.image(Images.TOOLS), "/bin/sh", "-c", LOOP)
                                .mount(VolumeMount.emptyDir("ctl", "/ctl"))));
        Path control = node.pods().volume(pod, "ctl");
        Path pipe = control.resolve("go");
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!Files.exists(pipe)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("storm pod: " + pipe + " was not made in " + START_LIMIT.toSeconds() + " s");
            }
            Started.pause(POLL);
        }
        // For reading and writing: opening does not wait for the other end, and the shell never sees an end of file.
        return new StormPod(pod, new RandomAccessFile(pipe.toFile(), "rw"), control.resolve("result"));
    }

    Pod pod() {
        return pod;
    }

    /** Starts so many processes by so many workers; returns the nanoseconds that the storm itself measured. */
    long storm(int processes, int workers) throws IOException {
        Files.deleteIfExists(result);
        go.write((processes + " " + workers + "\n").getBytes(StandardCharsets.US_ASCII));
        long deadline = System.nanoTime() + STORM_LIMIT.toNanos();
        while (System.nanoTime() - deadline < 0) {
            Started.pause(POLL);
            Long nanos = Files.exists(result) ? nanos(Files.readString(result), processes) : null;
            if (nanos != null) {
                return nanos;
            }
        }
        throw new IOException("storm: still running after " + STORM_LIMIT.toSeconds() + " s");
    }

    /** Null until the storm is over; its output is a line with count and nanoseconds, and one with its exit code. */
    static @Nullable Long nanos(String output, int processes) throws IOException {
        List<String> lines = output.lines().toList();
        boolean partial = lines.size() < 2 && !output.matches("[1-9][0-9]*\n");
        if (partial || !output.endsWith("\n")) {
            return null;
        }
        if (!output.matches(processes + " [1-9][0-9]{0,17}\n0\n")) {
            throw new IOException(
                    "storm: " + output.strip() + " (expected: " + processes + ", nanoseconds, exit code 0)");
        }
        return Long.valueOf(lines.getFirst().split(" ", 2)[1]);
    }

    @Override
    public void close() throws IOException {
        go.close();
    }
}
