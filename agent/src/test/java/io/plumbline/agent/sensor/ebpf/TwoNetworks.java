// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Two network namespaces with a cable in between, made for a test: 10.77.0.1 and fd77::1 here, 10.77.0.2 and fd77::2 there. Each
 * has a cgroup.
 */
final class TwoNetworks implements AutoCloseable {
    private final Process near;
    private final Process far;
    private final long nearNetwork;
    private final long farNetwork;
    private final Path cgroups;

    TwoNetworks(Path cgroupMount) throws Exception {
        near = holder();
        far = holder();
        nearNetwork = inode(near);
        farNetwork = inode(far);
        String script = "ip link add plumb0 type veth peer name plumb1 && ip link set plumb1 netns " + far.pid()
                + " && ip addr add 10.77.0.1/24 dev plumb0 && ip addr add fd77::1/64 dev plumb0 nodad"
                + " && ip link set plumb0 up"
                + " && nsenter --net=/proc/" + far.pid() + "/ns/net sh -c '"
                + "ip addr add 10.77.0.2/24 dev plumb1 && ip addr add fd77::2/64 dev plumb1 nodad"
                + " && ip link set plumb1 up'";
        run("nsenter", "--net=/proc/" + near.pid() + "/ns/net", "sh", "-c", script);
        cgroups = Files.createTempDirectory(cgroupMount, "plumbline-test");
        Files.createDirectory(nearCgroup());
        Files.createDirectory(farCgroup());
    }

    private static Process holder() throws IOException {
        Process holder = new ProcessBuilder(
                        "unshare", "-n", "sh", "-c", "ip link set lo up && echo ready && exec sleep 600")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(holder.inputReader().readLine()).isEqualTo("ready");
        return holder;
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(String.join(" ", command))
                .isZero();
    }

    int nearPid() {
        return (int) near.pid();
    }

    int farPid() {
        return (int) far.pid();
    }

    long nearNetwork() {
        return nearNetwork;
    }

    long farNetwork() {
        return farNetwork;
    }

    Path nearCgroup() {
        return cgroups.resolve("near");
    }

    Path farCgroup() {
        return cgroups.resolve("far");
    }

    /** As in /proc/PID/cgroup. */
    static String text(Path cgroup) {
        return "0::/" + cgroup.subpath(cgroup.getNameCount() - 2, cgroup.getNameCount());
    }

    private static long inode(Process holder) throws IOException {
        return (long) Files.getAttribute(Path.of("/proc/" + holder.pid() + "/ns/net"), "unix:ino");
    }

    /** All that was started inside must have ended. */
    @Override
    public void close() throws IOException {
        near.destroyForcibly().onExit().join();
        far.destroyForcibly().onExit().join();
        Files.deleteIfExists(nearCgroup());
        Files.deleteIfExists(farCgroup());
        Files.deleteIfExists(cgroups);
    }
}
