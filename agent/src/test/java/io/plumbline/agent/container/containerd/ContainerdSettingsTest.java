// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerdSettingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"k8s.io", "default", "a-b_c.d"})
    void acceptsNamespacesOfContainerd(String namespace) {
        assertThat(new ContainerdSettings(Path.of("/c.sock"), namespace).namespace())
                .isEqualTo(namespace);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k8s.io,topic==x", "a b", "-a", "a..b"})
    void refusesWhatWouldChangeTheFilter(String namespace) {
        assertThatThrownBy(() -> new ContainerdSettings(Path.of("/c.sock"), namespace))
                .hasMessageContaining("containerd namespace: " + namespace + " (expected: ");
    }

    @Test
    void namesAPathThatIsTooLongForASocket() {
        assertThat(SocketCheck.problem(Path.of("/" + "x".repeat(120))).orElseThrow())
                .contains("is longer than 107 bytes (expected: ");
    }
}
