// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Removes what an instance left behind, however it ended: processes, mounts, cgroups, sockets and files. It finds them by the
 * instance's own paths alone, may run at any time, and finds nothing the second time.
 */
public final class Leftovers {
    private static final Path SHIM_SOCKETS = Path.of("/run/containerd/s");
    private static final Path CNI_RESULTS = Path.of("/var/lib/cni/results");

    private final NodePaths paths;

    public Leftovers(NodePaths paths) {
        this.paths = paths;
    }

    /** Removes everything; what cannot be removed is an exception at the end. */
    public void remove() throws IOException {
        Set<String> sandboxes = sandboxes();
        killProcesses();
        unmount();
        removeCgroups();
        for (String sandbox : sandboxes) {
            Files.deleteIfExists(SHIM_SOCKETS.resolve(shimSocket(sandbox)));
        }
        for (Path result : networkResults(sandboxes)) {
            Files.deleteIfExists(result);
        }
        Command.of(
                        "rm",
                        "-rf",
                        "--one-file-system",
                        paths.run().toString(),
                        paths.data().toString())
                .run();
    }

    /** Lists what is there of this instance, for people and for tests: empty when nothing is. */
    public List<String> find() throws IOException {
        List<String> found = new ArrayList<>();
        processes().forEach(pid -> found.add("process " + pid));
        mounts().forEach(mount -> found.add("mount " + mount));
        for (Path cgroup : cgroups()) {
            found.add("cgroup " + cgroup);
        }
        Stream.of(paths.run(), paths.data()).filter(Files::exists).forEach(path -> found.add("path " + path));
        networkResults(sandboxes()).forEach(path -> found.add("network result " + path));
        return found;
    }

    private Set<String> sandboxes() throws IOException {
        Set<String> ids = new TreeSet<>();
        for (Path directory : List.of(
                paths.state().resolve("io.containerd.runtime.v2.task/k8s.io"),
                paths.root().resolve("io.containerd.grpc.v1.cri/sandboxes"))) {
            for (Path entry : children(directory)) {
                ids.add(entry.getFileName().toString());
            }
        }
        return ids;
    }

    /** The order matters: containerd would restart nothing, but a living shim would report and clean up in parallel. */
    private void killProcesses() throws IOException {
        for (int round = 0; round < 50; round++) {
            List<Long> alive = processes();
            if (alive.isEmpty()) {
                return;
            }
            for (long pid : alive) {
                ProcessHandle.of(pid).ifPresent(process -> {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                });
            }
            pause();
        }
        throw new IOException("processes: " + processes() + " (expected: gone after SIGKILL)");
    }

    private List<Long> processes() throws IOException {
        Set<Long> found = new TreeSet<>();
        String socket = paths.socket().toString();
        String configuration = paths.configuration().toString();
        String programs = paths.run().resolve("node") + "/";
        for (Path process : children(Path.of("/proc"))) {
            String pid = process.getFileName().toString();
            if (!pid.matches("[0-9]{1,9}") || isZombie(process)) {
                continue;
            }
            // Exact arguments: "-address SOCKET" of a shim, "-c CONFIG" of containerd itself; and what keeps its files
            // with
            // the node.
            List<String> argv = List.of(read(process.resolve("cmdline")).split("\0", -1));
            if (argv.contains(socket)
                    || argv.contains(configuration)
                    || argv.stream().anyMatch(argument -> argument.startsWith(programs))) {
                found.add(Long.parseLong(pid));
            }
        }
        for (Path cgroup : cgroups()) {
            for (String pid : read(cgroup.resolve("cgroup.procs")).split("\n", -1)) {
                if (pid.matches("[1-9][0-9]{0,8}") && !isZombie(Path.of("/proc", pid))) {
                    found.add(Long.parseLong(pid));
                }
            }
        }
        return new ArrayList<>(found);
    }

    /** The first process may reap late or never: a zombie holds nothing. */
    private static boolean isZombie(Path process) {
        String stat = read(process.resolve("stat"));
        int end = stat.lastIndexOf(')');
        return end < 0 || stat.startsWith(" Z", end + 1) || stat.startsWith(" X", end + 1);
    }

    private void unmount() throws IOException {
        for (int round = 0; round < 3; round++) {
            for (String mount : mounts()) {
                try {
                    Command.of("umount", "-l", mount).run();
                } catch (IOException alreadyGone) {
                    if (mounts().contains(mount)) {
                        throw alreadyGone;
                    }
                }
            }
        }
    }

    /** Mount points below our directories, deepest and latest first. */
    private List<String> mounts() throws IOException {
        List<String> found = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1)) {
            String[] fields = line.split(" ", 6);
            if (fields.length > 5 && (isBelow(fields[4], paths.run()) || isBelow(fields[4], paths.data()))) {
                found.add(fields[4]);
            }
        }
        found.sort(Comparator.reverseOrder());
        return found;
    }

    private static boolean isBelow(String mount, Path directory) {
        return mount.startsWith(directory + "/");
    }

    private void removeCgroups() throws IOException {
        for (int round = 0; ; round++) {
            List<Path> left = cgroups();
            if (left.isEmpty()) {
                return;
            }
            for (Path cgroup : left) {
                try {
                    Files.deleteIfExists(cgroup);
                } catch (IOException busy) {
                    if (round > 50) {
                        throw busy;
                    }
                }
            }
            pause();
        }
    }

    /** All cgroups of this instance in all hierarchies, deepest first. */
    private List<Path> cgroups() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1)) {
            String[] fields = line.split(" ");
            int type = List.of(fields).indexOf("-") + 1;
            if (type == 0 || type >= fields.length || !fields[type].startsWith("cgroup")) {
                continue;
            }
            collectDirectories(Path.of(fields[4] + paths.cgroupRoot()), found);
        }
        found.sort(Comparator.comparingInt(Path::getNameCount).reversed());
        return found;
    }

    private static void collectDirectories(Path directory, List<Path> into) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        into.add(directory);
        for (Path child : children(directory)) {
            if (Files.isDirectory(child)) {
                collectDirectories(child, into);
            }
        }
    }

    /** Files NETWORK-SANDBOX-INTERFACE of our network, and of the loopback network that all instances share. */
    private List<Path> networkResults(Set<String> sandboxes) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path result : children(CNI_RESULTS)) {
            String name = result.getFileName().toString();
            if (name.startsWith(paths.networkName() + "-") || sandboxes.stream().anyMatch(name::contains)) {
                found.add(result);
            }
        }
        return found;
    }

    /** containerd names a shim's socket by a hash, in a directory that is the same for all instances. */
    private String shimSocket(String sandbox) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((paths.socket() + "/k8s.io/" + sandbox).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (UncheckedIOException vanished) {
            return List.of();
        }
    }

    /** Empty when the file is not there (any more). */
    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while removing leftovers", e);
        }
    }
}
