// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import io.plumbline.agent.sensor.SensorEvent.CodeMapped;
import io.plumbline.agent.testing.CompiledProgram;
import io.plumbline.agent.testing.Deeds;
import io.plumbline.agent.testing.RootTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which files are mapped as code, by whichever way the sensor chose on this kernel. Each test has a program of its own: one way tells a
 * file once a second for each program.
 */
@RootTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CodeMappedLiveTest {
    @TempDir
    static Path directory;

    private Watched watched;

    @BeforeAll
    void start() throws IOException {
        watched = new Watched();
        assertThat(watched.sensor().unwatched()).doesNotContainKey("code");
    }

    @AfterAll
    void stop() {
        watched.close();
    }

    @Test
    void tellsTheProgramItsLoaderAndItsLibraries() throws IOException {
        Path mapper = mapper("whole");
        int pid = run(mapper.toString(), "anonymous");
        FileIdentity file = await(pid, mapper).file();
        assertThat(file.device()).isEqualTo(Watched.device(mapper));
        assertThat(file.inode()).isEqualTo(Watched.inode(mapper));
        assertThat(file.links()).isEqualTo(1);
        assertThat(file.deleted()).isFalse();
        await(pid, "/ld-");
        await(pid, "/libc");
        // The virtual machine's own starter comes before the program.
        Set<String> paths = watched
                .events()
                .all(CodeMapped.class, each -> each.pid() == pid && !each.path().endsWith("/jspawnhelper"))
                .stream()
                .map(CodeMapped::path)
                .collect(Collectors.toSet());
        assertThat(paths).as("nothing of anonymous memory").hasSize(3);
    }

    @Test
    void tellsALibraryThatAProgramOpens() throws IOException {
        Path library = library("opened.so");
        CodeMapped mapped = await(run(mapper("opener").toString(), "dlopen", library.toString()), library);
        assertThat(mapped.file().inode()).isEqualTo(Watched.inode(library));
    }

    @Test
    void tellsWhatIsMadeExecutableLater() throws IOException {
        Path library = library("late.so");
        await(run(mapper("protector").toString(), "protect", library.toString()), library);
    }

    @Test
    void tellsMemoryAndDeletedFilesApart() throws IOException {
        Path mapper = mapper("remover");
        FileIdentity memory = await(run(mapper.toString(), "memfd", "payload"), "memfd:payload")
                .file();
        assertThat(memory.memory()).isTrue();
        assertThat(memory.deleted()).isTrue();
        Path library = library("deleted.so");
        FileIdentity deleted = await(run(mapper.toString(), "deleted", library.toString()), library)
                .file();
        assertThat(deleted.deleted()).isTrue();
        assertThat(deleted.memory()).isFalse();
    }

    @Test
    void tellsAFileOfAnOverlayByTheOverlay() throws IOException {
        library("overlaid.so");
        Path first = mapper("before");
        Path second = mapper("after");
        Path layers = Files.createDirectory(directory.resolve("layers"));
        // The upper directory of an overlay may not lie on another overlay.
        String script = "mount -t tmpfs none " + layers + "; cd " + layers
                + "; mkdir lower upper work merged; cp ../overlaid.so lower;"
                + " mount -t overlay none -o lowerdir=lower,upperdir=upper,workdir=work merged;"
                + " stat -c '%d %i' merged/overlaid.so > ../told; " + first + " dlopen merged/overlaid.so;"
                + " chown 1:1 merged/overlaid.so; stat -c '%d %i' merged/overlaid.so >> ../told; " + second
                + " dlopen merged/overlaid.so";
        run("unshare", "--mount", "sh", "-euc", script);
        String path = layers.toRealPath().resolve("merged/overlaid.so").toString();
        watched.events().awaitCount(2, CodeMapped.class, each -> each.path().equals(path));
        assertThat(watched.events().all(CodeMapped.class, each -> each.path().equals(path)))
                .extracting(each -> each.file().device() + " " + each.file().inode())
                .as("before and after it is copied up")
                .isEqualTo(Files.readAllLines(directory.resolve("told")));
    }

    @Test
    void tellsOfAStormOfTheSameMappingLittleAndOfTheNextFileAllTheSame() throws IOException {
        Path library = library("many.so");
        Path mapper = mapper("storm");
        int pid = run(mapper.toString(), "many", library.toString(), "5000");
        await(pid, library);
        Path other = library("other.so");
        await(run(mapper.toString(), "dlopen", other.toString()), other);
        assertThat(watched.events()
                        .all(
                                CodeMapped.class,
                                each -> each.pid() == pid && each.path().equals(library.toString())))
                .hasSizeLessThan(1000);
    }

    private CodeMapped await(int pid, Path path) {
        return watched.events()
                .await(
                        CodeMapped.class,
                        each -> each.pid() == pid && each.path().equals(path.toString()));
    }

    private CodeMapped await(int pid, String part) {
        return watched.events()
                .await(
                        CodeMapped.class,
                        each -> each.pid() == pid && each.path().contains(part));
    }

    private static Path mapper(String name) throws IOException {
        return CompiledProgram.MAPPER.make(directory.toRealPath().resolve(name));
    }

    private static Path library(String name) throws IOException {
        return CompiledProgram.LIBRARY.make(directory.toRealPath().resolve(name));
    }

    private static int run(String... command) throws IOException {
        return Deeds.succeed(new ProcessBuilder(command));
    }
}
