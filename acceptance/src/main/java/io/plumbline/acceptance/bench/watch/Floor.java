// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.watch;

import io.plumbline.acceptance.bench.process.CpuTime;
import io.plumbline.acceptance.bench.process.MetricsText;
import io.plumbline.acceptance.bench.process.ProcFile;
import io.plumbline.acceptance.bench.process.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A C program that is woken for every process event, and only counts: no /proc, no containers, no verdict. It counts exactly,
 * also what the kernel could not write into its ring.
 */
public final class Floor implements Watcher {
    private static final List<String> COUNTS = List.of("forks", "execs", "exits", "lost");
    /**
     * The time after which its counts are told: it tells them when nothing has come for 100 ms, and each 250 ms otherwise.
     */
    private static final Duration TOLD = Duration.ofMillis(400);

    private final Started floor;
    private final Path counts;

    private Floor(Started floor, Path counts) {
        this.floor = floor;
        this.counts = counts;
    }

    /** Compiles the floor, with the directory for its files, and starts it. */
    public static Floor start(Path directory) throws IOException {
        var sources = new FloorSources(directory);
        Path object = sources.object("floor");
        Path program = sources.program("floor");
        Path counts = directory.resolve("floor.counts");
        Files.deleteIfExists(counts);
        var floor = new Floor(
                Started.start(
                        List.of(program.toString(), object.toString(), counts.toString()),
                        directory.resolve("floor.log")),
                counts);
        try {
            floor.floor.awaitThat(() -> floor.lastLine() != null, "floor");
        } catch (IOException e) {
            floor.close();
            throw e;
        }
        return floor;
    }

    @Override
    public void settle() throws IOException {
        floor.settle();
        Started.pause(TOLD);
    }

    @Override
    public CpuTime cpu() throws IOException {
        return ProcFile.cpu(floor.pid());
    }

    @Override
    public long peakResidentBytes() throws IOException {
        return ProcFile.peakResidentBytes(floor.pid());
    }

    @Override
    public Set<Long> programs() throws IOException {
        return HeldPrograms.of(floor.pid());
    }

    /** The counters as of the last time that it told them. */
    @Override
    public MetricsText counters() throws IOException {
        String line = lastLine();
        String[] values = line == null ? new String[0] : line.split(" ", -1);
        if (values.length != COUNTS.size()) {
            throw new IOException("floor: " + line + " (expected: " + COUNTS + ")");
        }
        return new MetricsText(Map.of(
                COUNTS.get(0), Double.valueOf(values[0]),
                COUNTS.get(1), Double.valueOf(values[1]),
                COUNTS.get(2), Double.valueOf(values[2]),
                COUNTS.get(3), Double.valueOf(values[3])));
    }

    @Override
    public double execs(MetricsText growth) {
        return growth.get("execs");
    }

    @Override
    public double processEvents(MetricsText growth) {
        return growth.get("forks") + growth.get("execs") + growth.get("exits");
    }

    @Override
    public double lost(MetricsText growth) {
        return growth.get("lost");
    }

    @Override
    public void close() {
        floor.close();
    }

    private @Nullable String lastLine() throws IOException {
        if (!Files.exists(counts)) {
            return null;
        }
        String text = Files.readString(counts);
        int end = text.lastIndexOf('\n');
        return end < 0 ? null : text.substring(text.lastIndexOf('\n', end - 1) + 1, end);
    }
}
