// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.runtime;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A private containerd: own files, socket, cgroup subtree and network namespace. Pods live on when it stops or dies, as on a real
 * node. Not safe for use by several threads.
 */
public final class Containerd {
    private static final int STOP_SECONDS = 10;
    private static final Path RUNC = Path.of("/usr/sbin/runc");

    private final NodePaths paths;
    private final NodeSpec spec;
    private final Path binaries;
    private final Subnets subnets;
    private final String pauseImage;
    private @Nullable Process process;

    /**
     * @param binaries directory of containerd, ctr and the shim
     * @param subnets addresses of its pods
     * @param pauseImage name of the image of sandboxes
     */
    public Containerd(NodePaths paths, NodeSpec spec, Path binaries, Subnets subnets, String pauseImage) {
        this.paths = paths;
        this.spec = spec;
        this.binaries = binaries;
        this.subnets = subnets;
        this.pauseImage = pauseImage;
    }

    /** Writes the configuration and makes the namespaces; the network namespace is there afterwards. */
    public void prepare() throws IOException {
        for (String directory : List.of("cni", "runc", "opt", "ns")) {
            Files.createDirectories(paths.run().resolve(directory));
        }
        Files.createDirectories(paths.root());
        Files.createDirectories(paths.podLogs());
        Files.writeString(
                paths.run().resolve("cni/10-pods.conflist"),
                Template.fill(
                        "network.conflist",
                        Map.of(
                                "name", paths.networkName(),
                                "run", paths.run().toString(),
                                "subnet", subnets.ipv4(),
                                "subnet6", subnets.ipv6())));
        Files.writeString(
                paths.configuration(),
                Template.fill(
                        "containerd.toml",
                        Map.of(
                                "root", paths.root().toString(),
                                "state", paths.state().toString(),
                                "socket", paths.socket().toString(),
                                "run", paths.run().toString(),
                                "pause", pauseImage,
                                "runc", runtime().toString())));
        NetworkSpace.create(paths.networkNamespace());
        if (hidesOldHierarchies()) {
            makeMountNamespace();
        }
    }

    /** Starts the daemon; it may not answer yet. Nothing happens when it runs. */
    public void start() throws IOException {
        if (isRunning()) {
            return;
        }
        List<String> command = new ArrayList<>();
        command.add("nsenter");
        command.add("--net=" + paths.networkNamespace());
        if (hidesOldHierarchies()) {
            command.add("--mount=" + paths.mountNamespace());
        }
        command.addAll(List.of(
                binaries.resolve("containerd").toString(),
                "-c",
                paths.configuration().toString()));
        // containerd looks for its shim in PATH.
        Map<String, String> environment = Map.of(
                "PLUMBLINE_RUNC", RUNC.toString(),
                "PLUMBLINE_STRIP", hidesOldHierarchies() ? "1" : "0",
                "PLUMBLINE_SYSTEMD_NAMES", spec.systemdNames() ? "1" : "0");
        List<String> withPath = new ArrayList<>(List.of("env", "PATH=" + binaries + ":/usr/sbin:/usr/bin:/sbin:/bin"));
        withPath.addAll(command);
        process = Command.start(
                withPath,
                environment,
                Path.of("/"),
                ProcessBuilder.Redirect.appendTo(paths.log().toFile()));
    }

    /** Ends the daemon as a service manager does: asked first, then killed. Pods stay. */
    public void stop() throws IOException {
        Process running = process;
        if (running != null) {
            running.destroy();
            if (!waitFor(running)) {
                running.destroyForcibly();
                waitFor(running);
            }
            process = null;
        }
    }

    /** Ends the daemon without warning, as a crash does. Pods stay. */
    public void kill() throws IOException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            waitFor(running);
            process = null;
        }
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Makes an image archive known under its name. */
    public void importImage(Path archive) throws IOException {
        Command.of(
                        binaries.resolve("ctr").toString(),
                        "--address",
                        paths.socket().toString(),
                        "--namespace",
                        "k8s.io",
                        "images",
                        "import",
                        archive.toString())
                .within(Duration.ofMinutes(3))
                .run();
    }

    /** The next pod gets the address with this number, from 2 to 250, in both subnets; it must be free then. */
    public void nextAddress(int number) throws IOException {
        if (number < 2 || number > 250) {
            throw new IllegalArgumentException("number: " + number + " (expected: 2 to 250)");
        }
        Path reserved = Files.createDirectories(paths.run().resolve("ipam").resolve(paths.networkName()));
        Files.writeString(reserved.resolve("last_reserved_ip.0"), subnets.ipv4(number - 1));
        Files.writeString(reserved.resolve("last_reserved_ip.1"), subnets.ipv6(number - 1));
    }

    /** The end of the daemon's log, for messages. */
    public String logTail() {
        try {
            List<String> lines = Files.readAllLines(paths.log(), StandardCharsets.ISO_8859_1);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    private boolean hidesOldHierarchies() {
        return spec.unifiedCgroups() && !Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
    }

    private Path runtime() throws IOException {
        if (!hidesOldHierarchies() && !spec.systemdNames()) {
            return RUNC;
        }
        Path wrapper = paths.run().resolve("runc-wrapper");
        Files.writeString(wrapper, Template.fill("runc-wrapper.sh", Map.of()));
        Command.of("chmod", "755", wrapper.toString()).run();
        return wrapper;
    }

    /** A mount namespace in which /sys/fs/cgroup is cgroup2; kept by a file, so that a restarted daemon finds its mounts again. */
    private void makeMountNamespace() throws IOException {
        String directory = paths.mountNamespace().getParent() + "";
        Command.of("mount", "--bind", directory, directory).run();
        Command.of("mount", "--make-private", directory).run();
        Files.createFile(paths.mountNamespace());
        Command.of(
                        "unshare",
                        "--mount=" + paths.mountNamespace(),
                        "--propagation",
                        "unchanged",
                        "sh",
                        "-c",
                        "mount --make-rprivate /sys/fs/cgroup && mount -t cgroup2 cgroup2 /sys/fs/cgroup")
                .run();
    }

    private static boolean waitFor(Process process) throws IOException {
        try {
            return process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while containerd stops").initCause(e);
        }
    }
}
