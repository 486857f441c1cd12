// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.execution;

import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The program that a container's command begins with: for containers that were there before the agent, whose first process may run
 * another one by now.
 *
 * @param executable its path in the container, without links; of a script, that of its interpreter
 * @param name file name that the command has
 * @param script whether the command is a script
 */
public record EntryProgram(String executable, String name, boolean script) {
    /** The kernel keeps so much of a program's name. */
    private static final int SHORT_NAME = 15;

    /** What the runtime searches where the container's environment says nothing else. */
    private static final List<String> SEARCHED =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    /** As the kernel: so many links in one path, so many interpreters of interpreters, so much of a first line. */
    private static final int MOST_LINKS = 40;

    private static final int MOST_INTERPRETERS = 5;
    private static final int FIRST_LINE_BYTES = 256;

    /** Finds the program of a container's command. */
    @FunctionalInterface
    public interface LookUp {
        /** Calls {@code then} on the pipeline thread; with nothing when the container is gone, or its command is not found. */
        void find(int pid, List<String> command, Consumer<Optional<EntryProgram>> then);
    }

    /**
     * Looks in a container's root, which somebody else can write: links lead nowhere else.
     *
     * @param root directory where the container's root is reached
     */
    public static Optional<EntryProgram> find(Path root, List<String> command) throws IOException {
        if (command.isEmpty()) {
            return Optional.empty();
        }
        String name = command.getFirst();
        List<String> places = name.contains("/")
                ? List.of(name)
                : SEARCHED.stream().map(directory -> directory + "/" + name).toList();
        for (String place : places) {
            Optional<String> file = place.startsWith("/") ? resolve(root, place) : Optional.empty();
            if (file.isPresent()) {
                return run(root, file.get(), name.substring(name.lastIndexOf('/') + 1));
            }
        }
        return Optional.empty();
    }

    /** True for a process that still runs it. One file may be many programs, as busybox: the kernel's short name says which. */
    boolean isRunBy(ProcessDetails details) {
        String shortName = name.substring(0, Math.min(name.length(), SHORT_NAME));
        return !script
                && details.executable().equals(Reading.known(executable))
                && details.commandName().equals(Reading.known(shortName));
    }

    private static Optional<EntryProgram> run(Path root, String file, String name) throws IOException {
        String current = file;
        for (int times = 0; times < MOST_INTERPRETERS; times++) {
            Optional<String> interpreter = interpreter(below(root, current));
            if (interpreter.isEmpty()) {
                return Optional.of(new EntryProgram(current, name, times > 0));
            }
            Optional<String> resolved = resolve(root, interpreter.get());
            if (resolved.isEmpty()) {
                return Optional.empty();
            }
            current = resolved.get();
        }
        return Optional.empty();
    }

    private static Optional<String> interpreter(Path file) throws IOException {
        byte[] begin;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            begin = in.readNBytes(FIRST_LINE_BYTES);
        }
        String text = new String(begin, StandardCharsets.UTF_8);
        if (!text.startsWith("#!")) {
            return Optional.empty();
        }
        return text.substring(2)
                .lines()
                .findFirst()
                .map(String::strip)
                .map(line -> line.split("[ \t]", 2)[0])
                .filter(path -> path.startsWith("/"));
    }

    /** The regular file that a path leads to, as a path without links; empty where there is none. */
    private static Optional<String> resolve(Path root, String path) throws IOException {
        Deque<String> rest = parts(path);
        Deque<String> done = new ArrayDeque<>();
        int links = 0;
        while (!rest.isEmpty()) {
            String part = rest.pop();
            if (part.equals("..")) {
                done.pollLast();
                continue;
            }
            done.addLast(part);
            Path here = below(root, joined(done));
            if (Files.isSymbolicLink(here)) {
                if (++links > MOST_LINKS) {
                    return Optional.empty();
                }
                String target = Files.readSymbolicLink(here).toString();
                if (target.startsWith("/")) {
                    done.clear();
                } else {
                    done.removeLast();
                }
                Deque<String> inserted = parts(target);
                inserted.addAll(rest);
                rest = inserted;
            }
        }
        String found = joined(done);
        return Files.isRegularFile(below(root, found), LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(found)
                : Optional.empty();
    }

    private static Deque<String> parts(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return parts;
    }

    private static String joined(Deque<String> parts) {
        return "/" + String.join("/", parts);
    }

    private static Path below(Path root, String path) {
        return root.resolve(path.substring(1));
    }
}
