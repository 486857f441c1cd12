// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelFactsTest {
    @TempDir
    Path root;

    @Test
    void readsWhatTheKernelSays() throws IOException {
        write("proc/self/status", "Name:\tjava\nCapEff:\t000000c000081004\nCapBnd:\t000000c000081004\n");
        write("proc/self/limits", "Max locked memory         65536                65536                bytes     \n");
        write("proc/sys/kernel/perf_event_paranoid", "3\n");
        write("sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
        write("sys/kernel/btf/vmlinux", "");
        write("sys/module/overlay/initstate", "live\n");
        assertThat(KernelFacts.read(root))
                .containsEntry("capabilities", "000000c000081004")
                .containsEntry("locked-memory", "65536")
                .containsEntry("perf_event_paranoid", "3")
                .containsEntry("lockdown", "integrity")
                .containsEntry("types", "btf")
                .containsEntry("overlay", "module")
                .containsEntry("lsm", "unknown");
    }

    @Test
    void saysSoWhereNothingCanBeRead() {
        assertThat(KernelFacts.read(root))
                .containsEntry("types", "none")
                .containsEntry("overlay", "not loaded")
                .containsEntry("capabilities", "unknown");
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }
}
