// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.SensorCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPidsTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path proc;

    private final SensorCounters counters = new SensorCounters();
    private LocalPids pids;
    private long now;

    @BeforeEach
    void make() throws IOException {
        pids = new LocalPids(proc, counters);
        process(1, "pid:[1]", "1");
        process(100, "pid:[1]", "100");
        // Two containers with the same pids, and one within the first.
        process(200, "pid:[2]", "200\t1");
        process(205, "pid:[2]", "205\t5");
        process(300, "pid:[3]", "300\t1");
        process(305, "pid:[3]", "305\t5");
        process(400, "pid:[4]", "400\t9\t1");
        Files.createDirectories(proc.resolve("sys"));
    }

    @Test
    void findsWhoIsMeant() {
        assertThat(find(2, 5)).isEqualTo(205);
        assertThat(find(3, 5)).isEqualTo(305);
        assertThat(find(3, 1)).isEqualTo(300);
        assertThat(find(4, 1)).isEqualTo(400);
        assertThat(find(1, 100)).isEqualTo(100);
        assertThat(counters.snapshot()).isEmpty();
    }

    @Test
    void countsWhomNobodyKnows() throws IOException {
        assertThat(find(2, 77)).isZero();
        assertThat(find(9, 5)).isZero();
        assertThat(find(3, 9)).as("of an inner namespace").isZero();
        Files.writeString(proc.resolve("205/status"), "NSpid:\ttorn\n");
        assertThat(find(2, 5)).isZero();
        Files.writeString(proc.resolve("205/status"), "NSpid:\t205\t9999999999\n");
        assertThat(find(2, 5)).isZero();
        assertThat(counters.get("process-access-unresolved")).isEqualTo(5);
    }

    @Test
    void searchesSoOftenASecondAndNoOftener() {
        for (int each = 0; each < 20; each++) {
            assertThat(pids.find(2, 5, SECOND + each)).isEqualTo(205);
        }
        assertThat(pids.find(2, 5, SECOND + 20)).isZero();
        assertThat(counters.get("process-access-unresolved")).isEqualTo(1);
        assertThat(pids.find(2, 5, 2 * SECOND)).isEqualTo(205);
    }

    private int find(long namespace, int localPid) {
        now += SECOND;
        return pids.find(namespace, localPid, now);
    }

    private void process(int pid, String namespace, String numbers) throws IOException {
        Path directory =
                Files.createDirectories(proc.resolve(Integer.toString(pid)).resolve("ns"));
        Files.createSymbolicLink(directory.resolve("pid"), Path.of(namespace));
        Files.writeString(proc.resolve(Integer.toString(pid)).resolve("status"), "Name:\tx\nNSpid:\t" + numbers + "\n");
    }
}
