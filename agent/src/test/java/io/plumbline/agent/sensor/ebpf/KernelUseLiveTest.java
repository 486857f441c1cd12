// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.plumbline.agent.linux.Machine;
import io.plumbline.agent.sensor.KernelInterface;
import io.plumbline.agent.sensor.SensorEvent.KernelUsed;
import io.plumbline.agent.sensor.SensorEvent.ProcessExecuted;
import io.plumbline.agent.sensor.SensorEvent.ProcessForked;
import io.plumbline.agent.sensor.SensorEvent.SocketCreated;
import io.plumbline.agent.sensor.SensorEvent.UnixConnected;
import io.plumbline.agent.sensor.SensorEvent.UserChanged;
import io.plumbline.agent.sensor.ebpf.program.EbpfSettings;
import io.plumbline.agent.testing.ArmProgram;
import io.plumbline.agent.testing.Deeds;
import io.plumbline.agent.testing.RootTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** System calls that few containers need, watched in the best way that there is. */
@RootTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KernelUseLiveTest {
    private static final int NEW_NETWORK = 0x40000000;

    private Deeds deeds;
    private Watched watched;

    @BeforeAll
    void start() throws IOException {
        deeds = Deeds.compile();
        watched = new Watched(settings());
    }

    EbpfSettings settings() {
        return EbpfSettings.defaults();
    }

    @AfterAll
    void stop() throws IOException {
        watched.close();
        deeds.close();
    }

    @ParameterizedTest
    @CsvSource({
        "17, 3, 768", // AF_PACKET
        "40, 1, 0", // AF_VSOCK
        "2, 3, 1", // SOCK_RAW of AF_INET, ICMP
        "10, 3, 58",
    })
    void tellsSocketsOfRareKinds(int family, int type, int protocol) throws IOException {
        int pid = deeds.run(
                "socket", Integer.toString(family), Integer.toString(type | 0x80000), Integer.toString(protocol));
        assertThat(socketOf(pid))
                .extracting(SocketCreated::family, SocketCreated::type, SocketCreated::protocol)
                .containsExactly(family, type, protocol);
    }

    @Test
    void doesNotTellOrdinarySockets() throws IOException {
        int pid = deeds.run("socket", "2", "1", "0");
        deeds.run("socket", "17", "3", "0");
        socketOf(deeds.run("socket", "17", "3", "0"));
        assertThat(watched.events().all(SocketCreated.class, each -> each.pid() == pid))
                .isEmpty();
    }

    @Test
    void isNotPassedByWith32BitCalls() throws IOException {
        switch (Machine.own()) {
            case X86_64 -> {
                tellsAPacketSocket(deeds.run("old-socket", "17", "3", "768"));
                assertThat(userOf(deeds.run("old-setuid", "12345"))).isEqualTo(12345);
            }
            case AARCH64 -> {
                // The numbers are those of asm/unistd-eabi.h: socket, setuid32.
                Path program = ArmProgram.write(
                        deeds.directory().resolve("arm"), new int[] {281, 17, 3, 768}, new int[] {213, 12345, 0, 0});
                int pid = runUnlessRefused(program);
                tellsAPacketSocket(pid);
                assertThat(userOf(pid)).isEqualTo(12345);
            }
        }
    }

    private void tellsAPacketSocket(int pid) {
        assertThat(socketOf(pid))
                .extracting(SocketCreated::family, SocketCreated::type, SocketCreated::protocol)
                .containsExactly(17, 3, 768);
    }

    @ParameterizedTest
    @CsvSource({"setuid", "seteuid", "setreuid"})
    void tellsChangesOfUser(String call) throws IOException {
        assertThat(userOf(deeds.run(call, "12345"))).isEqualTo(12345);
    }

    @Test
    void tellsNamespacesThatAreMadeAndEntered() throws IOException {
        int pid = deeds.run("unshare", Integer.toString(NEW_NETWORK));
        assertThat(used(pid, KernelInterface.NAMESPACE_CREATE).subject()).isEqualTo(NEW_NETWORK);
        used(deeds.run("enter", "/proc/self/ns/net"), KernelInterface.NAMESPACE_ENTER);
    }

    @Test
    void tellsTheMountPoint() throws IOException {
        Path place = Files.createDirectory(deeds.directory().resolve("place"));
        deeds.shell("\"$DEEDS\" mount \"$DIR/place\"", "unshare", "-m");
        int pid = watched.exec("mount", place.toString()).pid();
        assertThat(used(pid, KernelInterface.MOUNT).detail()).isEqualTo(place.toString());
    }

    @Test
    void tellsWhoIsTraced() throws IOException {
        Process target = deeds.start("wait");
        String pid = Long.toString(target.pid());
        assertThat(used(deeds.run("attach", pid), KernelInterface.TRACE).subject())
                .isEqualTo(target.pid());
        assertThat(used(deeds.run("seize", pid), KernelInterface.TRACE).subject())
                .isEqualTo(target.pid());
        target.getOutputStream().close();
    }

    @Test
    void tellsWhoseMemoryIsRead() throws IOException {
        Process target = deeds.start("wait");
        watched.events().await(ProcessExecuted.class, each -> each.pid() == target.pid());
        Process reader = deeds.start("run", deeds.program().toString(), "read-memory", Long.toString(target.pid()));
        assertThat(used((int) reader.pid(), KernelInterface.PROCESS_ACCESS).detail())
                .isEmpty();
        target.getOutputStream().close();
    }

    @Test
    void tellsWhomAProcessMeansByAPidOfItsOwnNamespace() throws IOException {
        Process process = deeds.start("read-memory-inside");
        ProcessForked first = watched.events().await(ProcessForked.class, each -> each.parentPid() == process.pid());
        ProcessForked second = watched.events().await(ProcessForked.class, each -> each.parentPid() == first.pid());
        assertThat(used(first.pid(), KernelInterface.PROCESS_ACCESS).subject()).isEqualTo(second.pid());
        process.getOutputStream().close();
    }

    @Test
    void tellsWhatLeadsIntoOtherProcessesThroughProc() throws IOException {
        Process target = deeds.start("wait");
        String proc = "/proc/" + target.pid() + "/";
        int itself = deeds.run("open", "/proc/self/environ");
        int lister = deeds.run("open", proc + "status");
        KernelUsed read = used(deeds.run("open", proc + "environ"), KernelInterface.PROCESS_ACCESS);
        assertThat(read.subject()).isEqualTo(target.pid());
        assertThat(read.detail()).isEqualTo(proc + "environ");
        assertThat(watched.events().all(KernelUsed.class, each -> each.pid() == lister || each.pid() == itself))
                .isEmpty();
        target.getOutputStream().close();
    }

    @Test
    void tellsInterfacesOfTheKernel() throws IOException {
        used(deeds.run("io-uring"), KernelInterface.IO_URING);
        used(deeds.run("module"), KernelInterface.MODULE_LOAD);
        assertThat(used(deeds.run("bpf", "12"), KernelInterface.BPF).subject()).isEqualTo(12);
    }

    @Test
    void tellsUnixSocketsByPathAndByName() throws IOException {
        int byPath = deeds.run("connect-unix", deeds.directory() + "/socket");
        int byName = deeds.run("connect-unix", "@deeds-" + byPath);
        assertThat(connected(byPath)).isEqualTo(deeds.directory() + "/socket");
        assertThat(connected(byName)).isEqualTo("@deeds-" + byPath);
    }

    private KernelUsed used(int pid, KernelInterface used) {
        return watched.events().await(KernelUsed.class, each -> each.pid() == pid && each.used() == used);
    }

    private SocketCreated socketOf(int pid) {
        return watched.events().await(SocketCreated.class, each -> each.pid() == pid);
    }

    private int userOf(int pid) {
        return watched.events()
                .await(UserChanged.class, each -> each.pid() == pid)
                .effectiveUserId();
    }

    private String connected(int pid) {
        return watched.events()
                .await(UnixConnected.class, each -> each.pid() == pid)
                .path();
    }

    /** Many processors of arm64 know the 64-bit instructions alone. */
    private static int runUnlessRefused(Path program) throws IOException {
        try {
            return Deeds.succeed(new ProcessBuilder(program.toString()));
        } catch (IOException refused) {
            if (String.valueOf(refused.getMessage()).contains("Exec format error")) {
                return abort("32-bit programs: refused by this kernel or processor");
            }
            throw refused;
        }
    }
}
