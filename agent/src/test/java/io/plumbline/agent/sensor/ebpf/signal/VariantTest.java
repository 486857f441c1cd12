// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VariantTest {
    private static final Map<String, String> SECOND_COPIES = Map.of("code_mapped", "task_marks");

    @Test
    void hangsTheSecondCopyWhereTheFirstHangs() {
        Variant functions = new Variant(
                "functions", Map.of("code_mapped", "security_mmap_file", "user_set", "f"), List.of("codes"));
        assertThat(functions.withSecondCopies(SECOND_COPIES))
                .isEqualTo(new Variant(
                        "functions-twice",
                        Map.of(
                                "code_mapped",
                                "security_mmap_file",
                                "code_mapped_again",
                                "security_mmap_file",
                                "user_set",
                                "f"),
                        List.of("codes", "task_marks")));
    }

    @Test
    void staysTheSameWithoutAny() {
        Variant packets = Variant.of("cgroup-hooks", "connect4");
        assertThat(packets.withSecondCopies(SECOND_COPIES)).isSameAs(packets);
    }
}
