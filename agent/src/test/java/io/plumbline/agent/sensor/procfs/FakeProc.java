// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A directory that looks like /proc to whoever does not look too closely. */
public final class FakeProc implements AutoCloseable {
    private final Path root;
    private final Path programs;

    public FakeProc(Path directory) {
        root = directory.resolve("proc");
        programs = directory.resolve("bin");
        make(root);
        make(programs);
    }

    public Path root() {
        return root;
    }

    /** A program file, as a process's executable. */
    Path program(String name) {
        Path file = programs.resolve(name);
        if (!Files.exists(file)) {
            write(file, name);
        }
        return file;
    }

    /** A process that lacks nothing. */
    public FakeProc process(int pid, int parent, long startTicks, String program) {
        Path directory = root.resolve(Integer.toString(pid));
        make(directory.resolve("fd"));
        make(directory.resolve("ns"));
        stat(pid, parent, startTicks, 'S');
        file(pid, "cmdline", program + "\0--flag\0");
        file(pid, "cgroup", "0::/\n");
        link(pid, "exe", program(program).toString());
        link(pid, "cwd", "/work");
        link(pid, "ns/mnt", "mnt:[11]");
        link(pid, "ns/pid", "pid:[12]");
        link(pid, "ns/net", "net:[13]");
        link(pid, "fd/0", "/dev/null");
        link(pid, "fd/1", "pipe:[99]");
        link(pid, "fd/2", "socket:[815]");
        return this;
    }

    FakeProc stat(int pid, int parent, long startTicks, char state) {
        String line = pid + " (name " + pid + ") " + state + " " + parent + " 1 1 0 -1 64 1 2 3 4 5 6 7 8 20 0 1 0 "
                + startTicks + " 1 2\n";
        return file(pid, "stat", line);
    }

    public FakeProc file(int pid, String name, String text) {
        write(root.resolve(Integer.toString(pid)).resolve(name), text);
        return this;
    }

    public FakeProc link(int pid, String name, String target) {
        Path link = root.resolve(Integer.toString(pid)).resolve(name);
        try {
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(target));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return this;
    }

    FakeProc remove(int pid, String name) {
        delete(root.resolve(Integer.toString(pid)).resolve(name));
        return this;
    }

    @Override
    public void close() {
        delete(root);
    }

    private static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void make(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
