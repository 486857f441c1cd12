// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.pod;

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
import java.util.Optional;

/**
 * A pod with a container that runs what it is told to: its own shell starts the commands, so that they are the workload itself to
 * the agent and not somebody's session, and waits in a pipe in between, so that nothing runs.
 */
public final class CommandPod implements AutoCloseable {
    private static final String BEFORE = "/bin/mkfifo /ctl/go && while read command; do ";
    private static final String AFTER = " echo \"exit $?\" >>/ctl/result; done </ctl/go";
    private static final String RUN = "$command >/ctl/result 2>&1;";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final Pod pod;
    private final RandomAccessFile go;
    private final Path result;

    private CommandPod(Pod pod, RandomAccessFile go, Path result) {
        this.pod = pod;
        this.go = go;
        this.result = result;
    }

    /** Starts the pod with the containers that it has, and one more that takes commands. */
    public static CommandPod start(LabNode node, PodSpec spec) throws IOException {
        return start(node, spec, RUN);
    }

    /** Starts the same with another thing to do for each command: shell code that ends with a semicolon. */
    public static CommandPod start(LabNode node, PodSpec spec, String todo) throws IOException {
        return start(node, spec, Images.TOOLS, todo);
    }

    /** Starts the same in an image with programs that the dynamic linker loads. */
    static CommandPod startLinked(LabNode node, PodSpec spec) throws IOException {
        return start(node, spec, Images.LINKED, RUN);
    }

    private static CommandPod start(LabNode node, PodSpec spec, Images image, String todo) throws IOException {
        Pod pod = node.pods()
                .run(spec.container(
                        ContainerSpec.of("commands", node.image(image), "/bin/sh", "-c", BEFORE + todo + AFTER)
                                .mount(VolumeMount.emptyDir("ctl", "/ctl"))));
        Path control = node.pods().volume(pod, "ctl");
        Path pipe = control.resolve("go");
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!Files.exists(pipe)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("pod: " + pipe + " was not made in " + START_LIMIT.toSeconds() + " s");
            }
            Started.pause(POLL);
        }
        // For reading and writing: opening does not wait for the other end, and the shell never sees an end of file.
        return new CommandPod(pod, new RandomAccessFile(pipe.toFile(), "rw"), control.resolve("result"));
    }

    public Pod pod() {
        return pod;
    }

    /** Tells the shell one line, with no shell syntax in it, and does not wait. */
    public void begin(String command) throws IOException {
        Files.deleteIfExists(result);
        go.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Waits for the end of what was begun; returns the lines that it printed. */
    public List<String> await(Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() - deadline < 0) {
            Optional<List<String>> lines = Files.exists(result)
                    ? lines(Files.readString(result, StandardCharsets.ISO_8859_1))
                    : Optional.empty();
            if (lines.isPresent()) {
                return lines.get();
            }
            Started.pause(POLL);
        }
        throw new IOException("command in a pod: still running after " + limit.toSeconds() + " s");
    }

    /** Runs one command to its end; returns the lines that it printed. */
    public List<String> run(String command, Duration limit) throws IOException {
        begin(command);
        return await(limit);
    }

    /** Empty until the command is over. */
    static Optional<List<String>> lines(String output) throws IOException {
        List<String> lines = output.lines().toList();
        if (lines.isEmpty() || !output.endsWith("\n") || !lines.getLast().matches("exit [0-9]{1,3}")) {
            return Optional.empty();
        }
        if (!lines.getLast().equals("exit 0")) {
            throw new IOException("command in a pod: " + output.strip() + " (expected: exit 0)");
        }
        return Optional.of(lines.subList(0, lines.size() - 1));
    }

    @Override
    public void close() throws IOException {
        go.close();
    }
}
