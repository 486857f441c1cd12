// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.agent.testing.RootTest;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the running kernel says of its types. */
@RootTest
class KernelTypesLiveTest {
    @Test
    void tellsFunctionsStructuresAndMembers() throws IOException {
        try (KernelTypes types = KernelTypes.open()) {
            assertThat(types.hasFunction("copy_namespaces")).isTrue();
            assertThat(types.hasFunction("no_such_function")).isFalse();
            assertThat(types.describesFirstParameter("security_file_mprotect")).isTrue();
            assertThat(types.describesFirstParameter("no_such_function")).isFalse();
            assertThat(types.size("inode").orElseThrow()).isBetween(300, 2000);
            assertThat(types.size("no_such_structure")).isEmpty();
            assertThat(types.offset("list_head", "next")).hasValue(0);
            assertThat(types.offset("list_head", "prev")).hasValue(8);
            assertThat(types.offset("list_head", "no_such_member")).isEmpty();
            // It has bit fields, whose width is kept with the offset.
            assertThat(types.offset("task_struct", "comm").orElseThrow()).isBetween(100, 10_000);
        }
    }

    @Test
    void saysWhatIsMissingForAModule() throws IOException {
        KernelTypes types = KernelTypes.open();
        try {
            assertThatThrownBy(() -> types.module("no_such_module"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("/sys/kernel/btf/no_such_module: ")
                    .hasMessageContaining("(expected: a loaded module, Linux 5.11 or newer)");
        } finally {
            types.close();
        }
    }
}
