// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupHierarchyTest {
    private static final String MEMORY =
            "34 26 0:29 / /sys/fs/cgroup/memory rw,relatime shared:14 - cgroup cgroup rw,memory\n";
    private static final String UNIFIED =
            "27 26 0:22 / /sys/fs/cgroup/unified rw,relatime shared:10 - cgroup2 cgroup2 rw\n";
    private static final String OTHERS = """
            1 0 254:0 / / rw,relatime - ext4 /dev/vda rw
            26 25 0:21 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro,mode=755
            28 26 0:23 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
            33 26 0:28 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu,cpuacct
            """;

    @TempDir
    Path proc;

    @BeforeEach
    void make() throws IOException {
        Files.createDirectory(proc.resolve("self"));
    }

    @Test
    void isTheUnifiedOneWhereverItIsMounted() throws IOException {
        CgroupHierarchy found = find(OTHERS + MEMORY + UNIFIED, "");
        assertThat(found).isEqualTo(new CgroupHierarchy(Path.of("/sys/fs/cgroup/unified"), "0::", -1, 0));
        assertThat(found.unified()).isTrue();
    }

    @Test
    void isElseThatOfTheMemoryController() throws IOException {
        CgroupHierarchy found = find(OTHERS + MEMORY, "9:cpu,cpuacct:/\n4:memory:/system.slice\n");
        assertThat(found).isEqualTo(new CgroupHierarchy(Path.of("/sys/fs/cgroup/memory"), "4:memory:", 4, 4));
        assertThat(found.unified()).isFalse();
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> find(OTHERS, ""))
                .isInstanceOf(IOException.class)
                .hasMessage("cgroups: not mounted (expected: the host's /sys/fs/cgroup)");
        assertThatThrownBy(() -> find(MEMORY + "torn line\n", "9:cpu:/\ntorn\n"))
                .hasMessage("cgroups: no memory controller (expected: cgroup2, or cgroup with memory)");
    }

    private CgroupHierarchy find(String mounts, String cgroups) throws IOException {
        Files.writeString(proc.resolve("self/mountinfo"), mounts);
        Files.writeString(proc.resolve("self/cgroup"), cgroups);
        return CgroupHierarchy.find(proc);
    }
}
