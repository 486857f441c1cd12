// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.kubernetes.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandExpansionTest {
    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "http://$(HOST):$(PORT)/, http://web:8080/",
        "$(UNKNOWN), $(UNKNOWN)",
        "$$(HOST), $(HOST)",
        "$(HOST, $(HOST",
        "$HOST, $HOST",
        "100$, 100$",
        "$(EMPTY)x, x",
    })
    void expandsLikeTheKubelet(String command, String expected) {
        assertThat(CommandExpansion.expand(command, Map.of("HOST", "web", "PORT", "8080", "EMPTY", "")))
                .isEqualTo(expected);
    }
}
