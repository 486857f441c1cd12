// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.container.Container;
import io.plumbline.agent.container.OverlayLayers;
import io.plumbline.agent.container.Sandbox;
import io.plumbline.agent.sensor.BootClock;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent.CodeMapped;
import io.plumbline.agent.sensor.mapping.MappingWatch;
import io.plumbline.agent.testing.CompiledProgram;
import io.plumbline.agent.testing.RecordedEvents;
import io.plumbline.agent.testing.RootTest;
import io.plumbline.profiles.behavior.Origin;
import io.plumbline.profiles.workload.ContainerType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code in memory as a compiler, and as a loader, maps it on the real kernel. */
@RootTest
class GeneratedCodeLiveTest {
    private static final Path PROC = Path.of("/proc");

    @TempDir
    private Path directory = Path.of("");

    private final RecordedEvents events = new RecordedEvents();
    private final MappingWatch watch =
            new MappingWatch(events, new SensorCounters(), new BootClock(), MappingWatch.ringBytes(2));

    @BeforeEach
    void start() {
        watch.start();
        assertThat(watch.problem()).isEmpty();
    }

    @AfterEach
    void stop() {
        watch.close();
    }

    @Test
    void theDoubleMappingOfARuntimeIsTheCodeOfACompiler() throws IOException {
        assertThat(judged("compiler", "doublemapper")).isEqualTo(Origin.GENERATED);
    }

    @Test
    void anyOtherMemoryThatIsSharedAndNoProgramIsTheCodeOfACompilerToo() throws IOException {
        assertThat(judged("compiler", "anything")).isEqualTo(Origin.GENERATED);
    }

    @Test
    void aLibraryUnderTheNameOfACompilersMemoryIsOneFromMemory() throws IOException {
        Path library = CompiledProgram.LIBRARY.make(directory.resolve("library.so"));
        assertThat(judged("loader", library.toString())).isEqualTo(Origin.MEMORY);
    }

    @Test
    void whenTheProcessIsGoneTheNameDecides() throws IOException {
        assertThat(judge(mapped("compiler", "doublemapper", gone -> {}))).isEqualTo(Origin.GENERATED);
        assertThat(judge(mapped("compiler", "anything", gone -> {}))).isEqualTo(Origin.MEMORY);
    }

    @Test
    void theContentOfALibraryThatIsRemovedWhenItIsLoadedIsReadAllTheSame() throws IOException {
        Path library = CompiledProgram.LIBRARY.make(directory.resolve("library.so"));
        String content = ContentHash.of(library);
        List<OriginAnswer> answers = new ArrayList<>();
        CodeMapped ignored = mapped("vanishing", library.toString(), mapped -> answers.add(answer(mapped)));
        assertThat(library).doesNotExist();
        assertThat(answers).extracting(OriginAnswer::sha256).containsExactly(content);
    }

    private Origin judged(String how, String what) throws IOException {
        List<Origin> judged = new ArrayList<>();
        CodeMapped ignored = mapped(how, what, mapped -> judged.add(judge(mapped)));
        return judged.getFirst();
    }

    private Origin judge(CodeMapped mapped) {
        return answer(mapped).origin();
    }

    private OriginAnswer answer(CodeMapped mapped) {
        Sandbox sandbox = new Sandbox("5", "uid", "pod", "shop", Map.of(), Map.of(), List.of(), 1, 0);
        Container container = new Container(
                "c",
                "web",
                ContainerType.APP,
                sandbox,
                "image",
                "sha256:abc",
                0,
                1,
                0,
                List.of(),
                new OverlayLayers(directory, List.of(directory)));
        return new OriginJudge(PROC)
                .judge(new OriginQuestion(container, mapped.path(), mapped.file(), mapped.pid(), false, 0, List.of()));
    }

    /** What is told of a process that maps something; it is gone at the end. {@code meanwhile}: while it lives. */
    private CodeMapped mapped(String how, String what, Consumer<CodeMapped> meanwhile) throws IOException {
        Path mapper = directory.resolve("mapper");
        Path program = Files.exists(mapper) ? mapper : CompiledProgram.MAPPER.make(mapper);
        Process process = new ProcessBuilder(program.toString(), how, what).start();
        CodeMapped mapped = events.await(
                CodeMapped.class,
                each -> each.pid() == process.pid()
                        && (each.path().startsWith("/memfd:") || each.path().equals(what)));
        meanwhile.accept(mapped);
        process.getOutputStream().close();
        assertThat(process.onExit().join().exitValue()).isZero();
        return mapped;
    }
}
