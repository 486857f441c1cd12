// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupTableTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path mount;

    @Test
    void readsWhatIsThere() throws IOException {
        Path pod = Files.createDirectories(mount.resolve("kubepods/pod1"));
        CgroupTable table = table();
        table.walk(SECOND);
        assertThat(table.text(inode(pod), SECOND)).isEqualTo(Reading.known("0::/kubepods/pod1"));
        assertThat(table.text(inode(mount), SECOND)).isEqualTo(Reading.known("0::/"));
        assertThat(table.text(inode(pod), SECOND)).isSameAs(table.text(inode(pod), SECOND));
        assertThat(table.size()).isEqualTo(3);
    }

    @Test
    void looksAgainForWhatItDoesNotKnowButNotAllTheTime() throws IOException {
        CgroupTable table = table();
        table.walk(SECOND);
        long late = inode(Files.createDirectory(mount.resolve("late")));
        assertThat(table.text(late, SECOND + 1)).isEqualTo(Reading.unknown("cgroup-unknown"));
        assertThat(table.text(late, 3 * SECOND)).isEqualTo(Reading.known("0::/late"));
    }

    @Test
    void remembersTheRemovedForAMinute() {
        CgroupTable table = table();
        table.made(7, "/a");
        table.removed(7, SECOND);
        table.expire(61 * SECOND);
        assertThat(table.text(7, SECOND)).isEqualTo(Reading.known("0::/a"));
        table.expire(61 * SECOND + 1);
        assertThat(table.size()).isZero();
        assertThat(table.text(7, SECOND)).isEqualTo(Reading.unknown("cgroup-unknown"));
    }

    @Test
    void knowsNothingWhereNothingIsMounted() {
        CgroupTable table = new CgroupTable(mount.resolve("none"), "0::");
        table.walk(SECOND);
        assertThat(table.text(1, SECOND)).isEqualTo(Reading.unknown("cgroup-unknown"));
    }

    private CgroupTable table() {
        return new CgroupTable(mount, "0::");
    }

    private static long inode(Path directory) throws IOException {
        return (long) Files.getAttribute(directory, "unix:ino");
    }
}
