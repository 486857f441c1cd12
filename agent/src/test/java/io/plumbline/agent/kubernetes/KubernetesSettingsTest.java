// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.agent.kubernetes.KubernetesSettings.Mode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KubernetesSettingsTest {
    @Test
    void takesKubeconfigAndUrl() {
        KubernetesSettings settings = new KubernetesSettings(
                Mode.DIRECT, "node-1", Path.of("/etc/kubeconfig"), "https://10.0.0.1:6443/prefix");
        assertThat(settings.kubeconfig()).isEqualTo(Path.of("/etc/kubeconfig"));
        assertThat(settings.apiUrl()).isEqualTo("https://10.0.0.1:6443/prefix");
    }

    @Test
    void needsNoNodeNameWhenOff() {
        assertThat(KubernetesSettings.off().nodeName()).isEmpty();
        assertThatThrownBy(() -> new KubernetesSettings(Mode.AUTO, " ", null, null))
                .hasMessageContaining("node name: is empty (expected: ");
    }

    @Test
    void refusesAUrlThatIsNone() {
        assertThatThrownBy(() -> new KubernetesSettings(Mode.DIRECT, "node-1", null, "10.0.0.1:6443"))
                .hasMessageContaining("kubernetes.api: 10.0.0.1:6443 (expected: an http or https URL)");
    }
}
