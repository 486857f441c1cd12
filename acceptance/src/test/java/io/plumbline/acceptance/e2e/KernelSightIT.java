// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.acceptance.lab.LabExtension;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.pod.PodSpec;
import io.plumbline.acceptance.lab.pod.VolumeMount;
import io.plumbline.acceptance.lab.runtime.Command;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import io.plumbline.acceptance.program.CollectorProgram;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.Technique;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a sensor in the kernel shows of an intruder who knows that he is watched: each deed is told as what it is, and nothing else. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class KernelSightIT {
    @RegisterExtension
    static final LabExtension LAB = new LabExtension("sight");

    /** Events a second: learning and the deeds stay far below, a storm of processes does not. */
    private static final String BUDGET = "600";

    static LabNode node;
    static Site site;
    static CollectorProgram collector;
    static ServerSocketChannel runtimeSocket;
    static Pod app;
    static Pod neighbor;
    static Deeds deeds;

    @BeforeAll
    static void learn() throws IOException {
        node = LAB.lab().start(NodeSpec.debian("a"));
        site = new Site(node, 10, 5);
        collector = site.collector();
        site.agent(node, "node-a", "--sensor.budget", BUDGET);
        runtimeSocket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        runtimeSocket.bind(UnixDomainSocketAddress.of(node.directory("runtime").resolve("containerd.sock")));
        app = node.pods().run(pod("app"));
        neighbor = node.pods().run(pod("neighbor"));
        deeds = new Deeds(node, collector);
        Shop.awaitStable(collector, "app", "neighbor");
    }

    @AfterAll
    static void close() throws IOException {
        if (site != null) {
            site.close();
        }
        if (runtimeSocket != null) {
            runtimeSocket.close();
        }
    }

    @Test
    @Order(1)
    void programsThatNoImageHas() throws IOException {
        assertThat(Shop.incidents(collector)).isEmpty();

        Deviation memory = deeds.tells(
                        app, "memfd /bin/busybox sleep 1", "fileless-execution /bin/busybox", "new-execution memfd")
                .getFirst();
        assertThat(techniques(memory)).contains("T1620");
        assertThat(memory.getProcess().getExecutableSha256()).isEqualTo(sha256(Path.of("/bin/busybox")));

        Deviation deleted = deeds.tells(
                        app, "vanish /tmp/gone 1", "fileless-execution vanished", "new-execution vanish")
                .getFirst();
        assertThat(techniques(deleted)).contains("T1070.004");
        assertThat(deleted.getProcess().getExecutableSha256()).isEqualTo(inImage("/usr/local/bin/vanish"));

        Deviation dropped = deeds.tells(
                        app,
                        "cp /bin/busybox /tmp/busybox-kworker; /tmp/busybox-kworker sleep 0",
                        "executable-not-from-image /tmp/busybox-kworker")
                .getFirst();
        assertThat(techniques(dropped)).contains("T1105");
        assertThat(dropped.getProcess().getExecutableSha256()).isEqualTo(sha256(Path.of("/bin/busybox")));
    }

    @Test
    @Order(2)
    void codeThatIsLoadedIntoProgramsOfTheImage() throws IOException {
        Deviation preloaded = deeds.tells(
                        app,
                        "cp /usr/local/lib/libplain.so /tmp/libextra.so; LD_PRELOAD=/tmp/libextra.so load",
                        "code-not-from-image /tmp/libextra.so",
                        "new-execution load")
                .getFirst();
        assertThat(techniques(preloaded)).containsExactly("T1574.006");
        assertThat(preloaded.getProcess().getExecutable()).isEqualTo("/usr/local/bin/load");
        assertThat(preloaded.getBecauseList())
                .anyMatch(because -> because.endsWith("has the sha256 " + inImage("/usr/local/lib/libplain.so")));

        String linker = linker();
        Deviation byLinker = deeds.tells(
                        app,
                        "cp /usr/local/bin/load /tmp/loaded; " + linker + " /tmp/loaded",
                        "code-not-from-image /tmp/loaded",
                        "new-execution " + linker + " running /tmp/loaded")
                .getFirst();
        assertThat(techniques(byLinker)).containsExactly("T1129");
        assertThat(byLinker.getProcess().getExecutable()).endsWith(linker.substring(linker.lastIndexOf('/')));
    }

    @Test
    @Order(3)
    void aLibraryOfTheImageThatIsOverwrittenInPlace() throws IOException {
        Deviation overwritten = deeds.tells(
                        app,
                        "printf X | dd of=/usr/local/lib/libplain.so bs=1 seek=16000 conv=notrunc 2>/dev/null;"
                                // What the agent knows of a mapped file holds until its next tick.
                                + " for turn in 1 2 3 4 5 6 7 8; do load /usr/local/lib/libplain.so; sleep 0.2; done",
                        "code-not-from-image /usr/local/lib/libplain.so")
                .getFirst();

        assertThat(techniques(overwritten)).containsExactly("T1129");
        assertThat(overwritten.getProcess().getExecutable()).isEqualTo("/usr/local/bin/load");
        assertThat(overwritten.getBecauseList())
                .anyMatch(because -> because.endsWith("has the sha256 " + inImage("/usr/local/lib/libplain.so")));
    }

    @Test
    @Order(4)
    void aScriptOnStandardInput() throws IOException {
        Deviation script = deeds.tells(
                        app, "echo : >/tmp/script; sh </tmp/script", "new-execution sh running /tmp/script")
                .getFirst();

        assertThat(techniques(script)).contains("T1059.004");
    }

    @Test
    @Order(5)
    void aMountOverAPathThatIsTrusted() throws IOException {
        Deviation covered = deeds.tells(
                        app,
                        "cp /usr/local/bin/reach /tmp/other; unshare -Urm sh -c"
                                + " 'mount --bind /tmp/other /usr/local/bin/storm; /usr/local/bin/storm sleep 1'",
                        "execution-from-writable-mount /usr/local/bin/storm",
                        "foreign-mount-namespace foreign_mounts",
                        "foreign-mount-namespace foreign_mounts",
                        "new-kernel-use namespace_create",
                        "new-kernel-use mount",
                        "new-execution unshare",
                        "new-execution sh",
                        "new-execution mount")
                .getFirst();

        assertThat(covered.getProcess().getExecutableSha256()).isEqualTo(inImage("/usr/local/bin/reach"));
        assertThat(techniques(covered)).contains("T1105");
    }

    @Test
    @Order(6)
    void aProgramThatMakesRootOfWhoStartsIt() throws IOException {
        List<Deviation> told = deeds.tells(
                app,
                "reach as 65534 /usr/local/bin/raise sleep 0",
                "privilege-gain /usr/local/bin/raise",
                "user-change /usr/local/bin/reach",
                "new-kernel-use capability_gain",
                "new-execution /usr/local/bin/raise",
                "new-execution reach");

        assertThat(techniques(told.getFirst())).containsExactly("T1548");
        assertThat(told.getFirst().getBecauseList()).contains("by its file's mode");
    }

    @Test
    @Order(7)
    void whatFewProgramsAskOfTheKernel() throws IOException {
        Deviation raw = deeds.tells(app, "reach raw", "new-socket-use inet raw", "new-execution reach")
                .getFirst();
        assertThat(techniques(raw)).containsExactly("T1095");
        Deviation packet = deeds.tells(app, "reach packet", "new-socket-use packet raw", "new-execution reach")
                .getFirst();
        assertThat(techniques(packet)).containsExactly("T1040");
        deeds.tells(app, "reach ring", "new-kernel-use io_uring", "new-execution reach");
        Deviation runtime = deeds.tells(
                        app,
                        "reach unix /run/containerd/containerd.sock",
                        "new-peer /run/containerd/containerd.sock",
                        "new-execution reach")
                .getFirst();
        assertThat(techniques(runtime)).containsExactly("T1609", "T1611");
    }

    @Test
    @Order(8)
    void allOfThatIsTheStoryOfOneLineage() {
        deeds.assertNothingElse();
        assertThat(Shop.incidents(collector)).hasSize(1);
        assertThat(Shop.incidents(collector).getFirst().getIncident().getDeviationsList())
                .allSatisfy(deviation -> assertThat(deviation.getLineageList())
                        .anyMatch(process ->
                                process.getPid() == app.container("app").pid()));
    }

    @Test
    @Order(9)
    void aSessionOfTheRuntimeStaysOne() throws IOException {
        deeds.tells(
                "app", () -> node.pods().exec(app.container("app"), "/bin/uname", "-a"), "runtime-session /bin/uname");
    }

    @Test
    @Order(10)
    void aDebugContainerThatReachesIntoAnother() throws IOException {
        ContainerSpec debug = ContainerSpec.of(
                        "debug", node.image(Images.LINKED), "/bin/sh", "-c", "reach read 1; reach trace 1; sleep 1")
                .capabilities("SYS_PTRACE")
                .processesOf(app.container("app"));

        List<Deviation> victim = deeds.tells(
                "app",
                () -> node.pods().awaitExit(node.pods().start(app, debug, 0)),
                "cross-container-access process_access",
                "cross-container-access trace");

        assertThat(techniques(victim.get(0))).containsExactly("T1055.009");
        assertThat(techniques(victim.get(1))).containsExactly("T1055.008");
        assertThat(of("debug").stream().map(Deeds::words))
                .containsExactlyInAnyOrder("cross-container-access process_access", "cross-container-access trace");
        assertThat(victim.getFirst().getBecause(0)).contains("container debug of pod shop/app");
    }

    @Test
    @Order(11)
    void aProcessOfTheNodeInTheMountsOfAContainer() throws IOException {
        Deviation entered = deeds.tells(
                        "app",
                        () -> Command.of(
                                        "nsenter",
                                        "--mount=/proc/" + app.container("app").pid() + "/ns/mnt",
                                        "/bin/busybox",
                                        "true")
                                .run(),
                        "namespace-mismatch namespace_enter")
                .getFirst();

        assertThat(techniques(entered)).containsExactly("T1611");
        assertThat(entered.getProcess().getArgv().getArgumentsList()).containsExactly("/bin/busybox", "true");
    }

    @Test
    @Order(12)
    void aProcessThatMovesIntoTheCgroupOfAnotherContainer() throws IOException {
        Deviation moved = deeds.tells(
                        "app",
                        () -> {
                            move(
                                    neighbor.container("neighbor").pid(),
                                    app.container("app").pid());
                            deeds.inside(neighbor, ":");
                        },
                        "namespace-mismatch namespace_enter")
                .getFirst();

        assertThat(moved.getBecause(0)).contains("container neighbor of pod shop/neighbor");
    }

    @Test
    @Order(13)
    void aNewProgramWithinAFlood() throws IOException {
        deeds.tells(
                app,
                "cp /bin/busybox /tmp/busybox-first; storm 2000 2 /bin/true >/dev/null & sleep 0.2; /tmp/busybox-first sleep 0; wait",
                "event-flood event_flood",
                "executable-not-from-image /tmp/busybox-first",
                "new-execution storm",
                "new-execution /bin/true");

        // It is told while it goes on, and then counts up.
        Shop.awaitDeviation(
                collector,
                "the count of the flood",
                deviation -> deviation.getRule().equals("event-flood") && deviation.getCount() > 1000);
        deeds.assertNothingElse();
    }

    /** Runs what it is told to, and otherwise loads a library of its image for ever. */
    private static PodSpec pod(String name) throws IOException {
        return PodSpec.of("shop", name)
                .container(ContainerSpec.of(
                                name,
                                node.image(Images.LINKED),
                                "/bin/sh",
                                "-c",
                                "while true; do if [ -f /hole/run ]; then . /hole/run; fi; load /usr/local/lib/libplain.so; sleep 0.2; done")
                        .mount(VolumeMount.emptyDir("hole", "/hole"))
                        .mount(VolumeMount.hostPath(node.directory("runtime"), "/run/containerd")));
    }

    /** Puts a process into all cgroups of another. */
    private static void move(long pid, long intoThoseOf) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + intoThoseOf + "/cgroup"))) {
            String path = line.substring(line.indexOf(':', line.indexOf(':') + 1) + 1);
            if (path.startsWith(node.cgroupRoot())) {
                try (var hierarchies = Files.newDirectoryStream(Path.of("/sys/fs/cgroup"))) {
                    for (Path hierarchy : hierarchies) {
                        Path members = hierarchy.resolve(path.substring(1)).resolve("cgroup.procs");
                        if (Files.exists(members)) {
                            Files.writeString(members, Long.toString(pid), StandardOpenOption.WRITE);
                        }
                    }
                }
            }
        }
    }

    private static List<Deviation> of(String container) {
        return Shop.incidents(collector).stream()
                .map(IncidentRecord::getIncident)
                .filter(incident -> incident.getBaseline().getContainerName().equals(container))
                .flatMap(incident -> incident.getDeviationsList().stream())
                .toList();
    }

    private static List<String> techniques(Deviation deviation) {
        return deviation.getTechniquesList().stream().map(Technique::getId).toList();
    }

    private static String linker() {
        return System.getProperty("os.arch").equals("aarch64")
                ? "/lib/ld-linux-aarch64.so.1"
                : "/lib64/ld-linux-x86-64.so.2";
    }

    private static String inImage(String path) {
        return sha256(Path.of("/proc/" + app.container("app").pid() + "/root" + path));
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
