// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "'0-7\n', 8",
        "'0,2-3', 4",
        "'0-3,6', 7",
        "0-511, 256",
        "'', 256",
        "all, 256",
        "0-99999999, 256",
    })
    void countsToTheHighestNumber(String list, int processors) {
        assertThat(Processors.parse(list)).isEqualTo(processors);
    }
}
