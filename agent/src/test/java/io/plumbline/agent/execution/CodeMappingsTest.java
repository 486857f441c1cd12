// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.pipeline.Details;
import io.plumbline.agent.pipeline.TestNode;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity.Layer;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.profiles.behavior.CodeMapping;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Origin;
import io.plumbline.v1.Severity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeMappingsTest {
    private static final int SERVER = TestNode.INIT;

    @TempDir
    private Path temp = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private TestNode node;

    @BeforeEach
    void serverRuns() throws IOException {
        node = new TestNode(temp)
                .container("/usr/sbin/server", "/lib/libc.so.6", "/lib/ld.so", "/usr/bin/worker")
                .entrypoint()
                .pass(6);
    }

    @Test
    void codeOfTheImageIsNoBehaviour() throws IOException {
        node.maps(SERVER, "/lib/libc.so.6", Layer.UNKNOWN)
                .maps(SERVER, "/lib/libc.so.6", Layer.LOWER)
                .pass(2);

        assertThat(node.incidents()).isEmpty();
        assertThat(node.deltas().getLast().getCountersList())
                .noneMatch(c -> c.getBehavior().hasCodeMapping());
    }

    @Test
    void aDroppedLibraryIsToldFromTheFirstSecondAndOnlyOnce() throws IOException {
        node.drops("/tmp/evil.so");
        node.maps(SERVER, "/tmp/evil.so", Layer.UPPER).maps(SERVER, "/tmp/evil.so", Layer.UPPER);

        Deviation deviation = node.deviations().getFirst();
        assertThat(node.deviations()).hasSize(1);
        assertThat(deviation.getRule()).isEqualTo("code-not-from-image");
        assertThat(deviation.getSeverity()).isEqualTo(Severity.SEVERITY_HIGH);
        assertThat(deviation.getBehavior().getCodeMapping().getExecutable()).isEqualTo("/usr/sbin/server");
        assertThat(deviation.getTechniquesList()).extracting(t -> t.getId()).containsExactly("T1129");
        assertThat(deviation.getBecauseList()).anyMatch(text -> text.startsWith("/tmp/evil.so has the sha256 "));
    }

    @Test
    void whatIsGoneBeforeTheContainerIsKnownWasLookedAtInTime() throws IOException {
        TestNode young = new TestNode(Files.createDirectories(temp.resolve("young")))
                .container("/usr/sbin/server")
                .entrypoint()
                .drops("/tmp/evil.so");
        young.maps(SERVER, "/tmp/evil.so", Layer.UPPER);
        Files.delete(temp.resolve("young/upper/tmp/evil.so"));
        young.pass(6);

        assertThat(young.deviations()).extracting(Deviation::getRule).containsExactly("code-not-from-image");
    }

    @Test
    void whatTheRuntimeMappedBeforeItCameInIsToldLateAndIsNotTheContainers() throws IOException {
        long before = node.now();
        node.pass(1).runs(300, TestNode.RUNTIME, "/usr/bin/worker", "worker");
        node.sees(new SensorEvent.CodeMapped(
                before, 300, "/memfd:runc_cloned", new FileIdentity(1, 9, 0, -1, 0, 0, true, true)));
        node.sees(new SensorEvent.CodeMapped(
                before, 300, "/usr/sbin/runc", new FileIdentity(1, 10, 1, -1, 0, 0, false, false)));

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void aPathThatTheKernelCouldNotWriteIsCountedNotRaised() {
        node.sees(new SensorEvent.CodeMapped(
                        node.now(), SERVER, "//toolong", new FileIdentity(0, 0, 1, -1, 0, 0, false, false)))
                .pass(20);

        assertThat(node.incidents()).isEmpty();
        assertThat(node.deltas().getLast().getCoverage().getUndescribedMap()).containsEntry("mapped-path-unknown", 1L);
    }

    @Test
    void anImageFileThatIsWrittenInPlaceIsFoundOut() throws IOException {
        FileIdentity libc = node.identity("/lib/libc.so.6", Layer.UNKNOWN);
        FileIdentity timeless = new FileIdentity(libc.device(), libc.inode(), 1, -1, 0, 0, false, false);
        node.sees(new SensorEvent.CodeMapped(node.now(), SERVER, "/lib/libc.so.6", timeless));
        assertThat(node.incidents()).isEmpty();

        node.drops("/lib/libc.so.6").pass(1);
        node.sees(new SensorEvent.CodeMapped(node.now(), SERVER, "/lib/libc.so.6", timeless));

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("code-not-from-image");
    }

    @Test
    void aPreloadedLibraryIsLinkerHijacking() throws IOException {
        node.drops("/tmp/evil.so")
                .runs(
                        300,
                        SERVER,
                        "/usr/bin/worker",
                        details -> Details.environment(details, Map.of("LD_PRELOAD", "0011223344556677")),
                        "worker")
                .maps(300, "/tmp/evil.so", Layer.UPPER);

        assertThat(node.deviations().getFirst().getTechniquesList())
                .extracting(t -> t.getId())
                .containsExactly("T1574.006");
    }

    @Test
    void aProgramsOwnFileIsJudgedOnceByItsStart() throws IOException {
        node.drops("/tmp/x").runs(300, SERVER, "/tmp/x", "/tmp/x").maps(300, "/tmp/x", Layer.UPPER);

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("executable-not-from-image");
    }

    @Test
    void whatTheLoaderIsToldToRunIsCodeThatItLoads() throws IOException {
        node.drops("/tmp/x").runs(300, SERVER, "/lib/ld.so", "ld.so", "/tmp/x").maps(300, "/tmp/x", Layer.UPPER);

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("code-not-from-image");
    }

    @Test
    void codeInMemoryAloneIsFileless() {
        node.sees(new SensorEvent.CodeMapped(
                node.now(), SERVER, "/memfd:x", new FileIdentity(1, 9, 0, 10, 1, 1, true, true, Layer.NONE)));

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("fileless-execution");
        assertThat(node.deviations().getFirst().getBehavior().hasCodeMapping()).isTrue();
    }

    @Test
    void codeThatACompilerMakesInMemoryIsOrdinaryFromTheFirstSecond() throws IOException {
        memory(SERVER, """
                10000000-10001000 rw-s 00000000 00:01 9  /memfd:doublemapper (deleted)
                10002000-10003000 r-xs 00000000 00:01 9  /memfd:doublemapper (deleted)
                """);
        node.sees(inMemory("/memfd:doublemapper")).pass(2);

        assertThat(node.incidents()).isEmpty();
        assertThat(node.deltas().stream().flatMap(delta -> delta.getCountersList().stream()))
                .anyMatch(counter ->
                        counter.getBehavior().getCodeMapping().getCode().getOrigin() == Origin.ORIGIN_GENERATED);

        node.pass(120).sees(inMemory("/memfd:doublemapper")).pass(2);
        assertThat(node.profiles()).anyMatch(profile -> profile.state() == BaselineState.STABLE);
        assertThat(node.incidents()).as("learned").isEmpty();
    }

    @Test
    void aCompilerThatIsNewInALockedContainerIsDrift() throws IOException {
        node.pass(120);
        memory(SERVER, "10002000-10003000 r-xs 00000000 00:01 9  /memfd:doublemapper (deleted)\n");
        node.sees(inMemory("/memfd:doublemapper"));

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("new-generated-code");
    }

    @Test
    void whatADroppedProgramMapsFromMemoryIsNoCompilersWhateverItsName() throws IOException {
        memory(300, "10002000-10003000 r-xs 00000000 00:01 9  /memfd:doublemapper (deleted)\n");
        node.drops("/tmp/x").runs(300, SERVER, "/tmp/x", "/tmp/x");
        node.sees(new SensorEvent.CodeMapped(
                node.now(), 300, "/memfd:doublemapper", new FileIdentity(1, 9, 0, -1, 0, 0, true, true)));

        assertThat(node.deviations())
                .extracting(Deviation::getRule)
                .containsExactly("executable-not-from-image", "fileless-execution");
    }

    @Test
    void aLibraryInMemoryUnderACompilersNameStaysFileless() throws IOException {
        memory(SERVER, """
                10000000-10001000 r--p 00000000 00:01 9  /memfd:doublemapper (deleted)
                10001000-10002000 r-xp 00001000 00:01 9  /memfd:doublemapper (deleted)
                """);
        node.sees(inMemory("/memfd:doublemapper"));

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("fileless-execution");
    }

    @Test
    void codeInMemoryThatNoKnownCompilerMakesWaitsForAPerson() throws IOException {
        memory(SERVER, "10002000-10003000 r-xs 00000000 00:01 9  /memfd:x (deleted)\n");
        node.sees(inMemory("/memfd:x")).pass(120);

        assertThat(node.incidents()).isEmpty();
        assertThat(node.profiles().getFirst().entries().values())
                .filteredOn(entry -> entry.behavior() instanceof CodeMapping)
                .extracting(ProfileEntry::state)
                .containsExactly(EntryState.QUARANTINED);
    }

    private SensorEvent inMemory(String path) {
        return new SensorEvent.CodeMapped(node.now(), SERVER, path, new FileIdentity(1, 9, 0, -1, 0, 0, true, true));
    }

    /** What /proc says of a process with such mappings, whose memory is all zeros. */
    private void memory(int pid, String maps) throws IOException {
        Path process = Files.createDirectories(temp.resolve("proc/" + pid));
        Files.writeString(process.resolve("maps"), maps);
        try (FileChannel memory =
                FileChannel.open(process.resolve("mem"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            memory.write(ByteBuffer.allocate(64), 0x20000000L);
        }
    }

    @Test
    void aLowerFileOfTheOwnRootIsTheImagesEvenWhenAllFilesAreGone() throws IOException {
        FileIdentity gone = new FileIdentity(TestNode.ROOT_DEVICE, 4711, 1, 10, 1, 1, true, false, Layer.LOWER);
        FileIdentity elsewhere = new FileIdentity(99, 4711, 0, 10, 1, 1, true, false, Layer.LOWER);

        node.sees(new SensorEvent.CodeMapped(node.now(), SERVER, "/lib/gone.so", gone));
        assertThat(node.incidents()).isEmpty();
        node.sees(new SensorEvent.CodeMapped(node.now(), SERVER, "/lib/gone.so", elsewhere));
        assertThat(node.deviations()).as("another overlay").hasSize(1);
        assertThat(Files.exists(temp.resolve("lower/lib/gone.so"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tmp/libnetty123456789.so /tmp/libnetty987654321.so",
                "/root/.cache/JNA/temp/jna9696225030893277243.tmp /root/.cache/JNA/temp/jna1696225030893277241.tmp",
                "/work/_MEIXa81kQ/libpython3.11.so /work/_MEIabcdef/libpython3.11.so",
            })
    void librariesThatAreUnpackedAnewAtEachStartAreOneBehaviour(String names) throws IOException {
        for (String name : names.split(" ", -1)) {
            node.drops(name, "the same library").maps(SERVER, name, Layer.UPPER);
        }
        node.pass(3);

        assertThat(node.deviations()).hasSize(1);
        assertThat(node.deviations().getFirst().getCount()).isEqualTo(2);
        assertThat(node.deviations().getFirst().getBehavior().getCodeMapping().getSha256())
                .hasSize(64);
    }

    @Test
    void anotherLibraryUnderANameOfTheSameShapeIsAnotherBehaviour() throws IOException {
        node.drops("/root/.cache/JNA/temp/jna9696225030893277243.tmp", "JNA's library")
                .maps(SERVER, "/root/.cache/JNA/temp/jna9696225030893277243.tmp", Layer.UPPER);
        node.drops("/root/.cache/JNA/temp/jna1234567890123456789.tmp", "somebody else's")
                .maps(SERVER, "/root/.cache/JNA/temp/jna1234567890123456789.tmp", Layer.UPPER)
                .pass(3);

        assertThat(node.deviations())
                .extracting(
                        each -> each.getBehavior().getCodeMapping().getCode().getPath())
                .containsExactly("/root/.cache/JNA/temp/jna*.tmp", "/root/.cache/JNA/temp/jna*.tmp");
    }
}
