// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process in a network namespace that does with sockets what it is told (talk.c), one step at a time. */
final class Talker implements AutoCloseable {
    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    private Talker(Process process) {
        this.process = process;
        commands = process.outputWriter(StandardCharsets.US_ASCII);
        answers = process.inputReader(StandardCharsets.US_ASCII);
    }

    /** Starts one in the network namespace of {@code namespacePid}, and in a cgroup unless that is null. */
    static Talker start(Path program, long namespacePid, @Nullable Path cgroup) throws IOException {
        List<String> command = new ArrayList<>();
        if (cgroup != null) {
            command.addAll(List.of("sh", "-c", "echo $$ > " + cgroup + "/cgroup.procs && exec \"$@\"", "sh"));
        }
        command.addAll(List.of("nsenter", "--net=/proc/" + namespacePid + "/ns/net", program.toString()));
        return new Talker(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Pid of the program: those that started it have become it. */
    int pid() {
        return (int) process.pid();
    }

    /** Does something that must succeed; its result. */
    int ok(String command) {
        String answer = tell(command);
        assertThat(answer).as(command).startsWith("ok ");
        return Integer.parseInt(answer.substring(3));
    }

    /** Does something that must fail; the number of the error. */
    int error(String command) {
        String answer = tell(command);
        assertThat(answer).as(command).startsWith("error ");
        return Integer.parseInt(answer.substring(6));
    }

    /** Does all of it. */
    void all(String... several) {
        for (String command : several) {
            ok(command);
        }
    }

    /** Does something that may take until another process has acted; its answer comes by {@link #answer}. */
    void begin(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException dead) {
            throw new UncheckedIOException(dead);
        }
    }

    String answer() {
        try {
            return String.valueOf(answers.readLine());
        } catch (IOException dead) {
            throw new UncheckedIOException(dead);
        }
    }

    private String tell(String command) {
        begin(command);
        return answer();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
