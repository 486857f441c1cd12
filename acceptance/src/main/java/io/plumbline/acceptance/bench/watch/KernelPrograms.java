// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.watch;

import io.plumbline.acceptance.bench.process.ProgramTimes;
import io.plumbline.acceptance.bench.process.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Has the kernel measure the run time of all programs in it as long as this is open; costs each run some 20 to 50 ns. */
public final class KernelPrograms implements AutoCloseable {
    /** The times are written five times a second. */
    private static final Duration WRITTEN = Duration.ofMillis(450);

    private final Started programs;
    private final Path times;

    private KernelPrograms(Started programs, Path times) {
        this.programs = programs;
        this.times = times;
    }

    /** Begins to measure; {@code directory} is for the files of the program that does it. */
    public static KernelPrograms start(Path directory) throws IOException {
        Path program = new FloorSources(directory).program("programs");
        Path times = directory.resolve("programs.times");
        Files.deleteIfExists(times);
        var started = new KernelPrograms(
                Started.start(List.of(program.toString(), times.toString()), directory.resolve("programs.log")), times);
        try {
            started.programs.awaitThat(() -> Files.exists(times), "times of programs");
        } catch (IOException e) {
            started.close();
            throw e;
        }
        return started;
    }

    /** The times that these programs have used by now. */
    public ProgramTimes of(Set<Long> ids) throws IOException {
        Started.pause(WRITTEN);
        Map<Long, ProgramTimes.Program> all =
                ProgramTimes.parse(Files.readString(times)).programs();
        return new ProgramTimes(ids.stream().filter(all::containsKey).collect(Collectors.toMap(id -> id, all::get)));
    }

    @Override
    public void close() {
        programs.close();
    }
}
