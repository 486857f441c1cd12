// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.agent.kubernetes.KubernetesSettings.Mode;
import io.plumbline.kubernetes.ApiSettings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KubernetesSettingsTest {
    private static final ApiSettings GIVEN = new ApiSettings(Path.of("/etc/kubeconfig"), null);

    @Test
    void takesKubeconfigAndUrl() {
        ApiSettings api = new ApiSettings(Path.of("/etc/kubeconfig"), "https://10.0.0.1:6443/prefix");
        assertThat(api.kubeconfig()).isEqualTo(Path.of("/etc/kubeconfig"));
        assertThat(api.url()).isEqualTo("https://10.0.0.1:6443/prefix");
    }

    @Test
    void needsNoNodeNameWhenOff() {
        assertThat(KubernetesSettings.off().nodeName()).isEmpty();
        assertThatThrownBy(() -> new KubernetesSettings(Mode.AUTO, " ", ApiSettings.none()))
                .hasMessageContaining("node name: is empty (expected: ");
    }

    @Test
    void refusesAUrlThatIsNone() {
        assertThatThrownBy(() -> new ApiSettings(null, "10.0.0.1:6443"))
                .hasMessageContaining("kubernetes.api: 10.0.0.1:6443 (expected: an http or https URL)");
    }

    @Test
    void asksTheCollectorBeforeAnApiServerThatNobodyNamed() {
        assertThat(decided(Mode.AUTO, ApiSettings.none(), true)).isEqualTo(Mode.COLLECTOR);
        assertThat(decided(Mode.AUTO, ApiSettings.none(), false)).isEqualTo(Mode.OFF);
        assertThat(decided(Mode.AUTO, GIVEN, true)).isEqualTo(Mode.DIRECT);
        assertThat(decided(Mode.AUTO, GIVEN, false)).isEqualTo(Mode.DIRECT);
        assertThat(decided(Mode.COLLECTOR, GIVEN, true)).isEqualTo(Mode.COLLECTOR);
        assertThat(decided(Mode.DIRECT, ApiSettings.none(), true)).isEqualTo(Mode.DIRECT);
        assertThat(decided(Mode.OFF, GIVEN, true)).isEqualTo(Mode.OFF);
    }

    private static Mode decided(Mode mode, ApiSettings api, boolean withCollector) {
        return new KubernetesSettings(mode, "node-1", api).decided(withCollector, Map.of());
    }
}
