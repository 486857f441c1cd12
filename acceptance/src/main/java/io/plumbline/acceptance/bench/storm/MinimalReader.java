// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.storm;

import io.plumbline.acceptance.bench.process.MetricsText;
import io.plumbline.acceptance.bench.process.ProcFile;
import io.plumbline.acceptance.bench.process.Started;
import io.plumbline.acceptance.lab.runtime.Command;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** A C program that receives the same kernel events as the agent, and only counts them: what watching costs at least. */
final class MinimalReader implements Watcher {
    private static final String EXECS = "execs";
    private static final String LOST = "lost";

    private final Started reader;

    private MinimalReader(Started reader) {
        this.reader = reader;
    }

    /** Compiles the reader, with the directory for its files, and starts it. */
    static MinimalReader start(Path directory) throws IOException {
        Path source = directory.resolve("reader.c");
        Path program = directory.resolve("reader");
        try (InputStream in = MinimalReader.class.getResourceAsStream("reader.c")) {
            if (in == null) {
                throw new FileNotFoundException("resource: reader.c (expected: beside " + MinimalReader.class + ")");
            }
            Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
        }
        Command.of("gcc", "-O2", "-Wall", "-Werror", "-o", program.toString(), source.toString())
                .run();
        var reader = new MinimalReader(Started.start(List.of(program.toString()), directory.resolve("reader.log")));
        try {
            reader.reader.awaitThat(() -> reader.reader.output().startsWith("ready\n"), "minimal reader");
        } catch (IOException e) {
            reader.close();
            throw e;
        }
        return reader;
    }

    @Override
    public void settle() throws IOException {
        reader.settle();
    }

    @Override
    public long cpuMicros() throws IOException {
        return ProcFile.cpuMicros(reader.pid());
    }

    @Override
    public long peakResidentBytes() throws IOException {
        return ProcFile.peakResidentBytes(reader.pid());
    }

    @Override
    public MetricsText counters() throws IOException {
        long lines = reader.output().lines().count();
        Command.of("kill", "-USR1", Long.toString(reader.pid())).run();
        reader.awaitThat(
                () -> reader.output().lines().count() > lines && reader.output().endsWith("\n"), "counts");
        String[] counts = reader.output().lines().toList().getLast().split(" ", 2);
        return new MetricsText(Map.of(EXECS, Double.valueOf(counts[0]), LOST, Double.valueOf(counts[1])));
    }

    @Override
    public double execs(MetricsText growth) {
        return growth.get(EXECS);
    }

    @Override
    public double lost(MetricsText growth) {
        return growth.get(LOST);
    }

    @Override
    public void close() {
        reader.close();
    }
}
