// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DiscoveryProgramsTest {
    @ParameterizedTest
    @CsvSource({"id,T1033", "printenv,T1082", "getent,T1087.001", "nmap,T1046"})
    void knowsTheTechniqueOfAProgram(String program, String technique) {
        assertThat(DiscoveryPrograms.technique(program))
                .extracting(AttackTechnique::id)
                .isEqualTo(technique);
    }

    @Test
    void knowsNothingOfOtherPrograms() {
        assertThat(DiscoveryPrograms.technique("nginx")).isNull();
    }
}
