// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.agent.kubernetes.KubernetesSettings;
import io.plumbline.agent.lines.IncidentLinesSettings;
import io.plumbline.service.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentSettingsTest {
    @Test
    void defaultsNeedOnlyTheNodesName() {
        AgentSettings settings = settings("--node.name", "n1");

        assertThat(settings.node()).isEqualTo("n1");
        assertThat(settings.cgroupRoot()).isEqualTo("/");
        assertThat(settings.tier()).isEqualTo(AgentSettings.Tier.AUTO);
        assertThat(settings.sensor().receiveBufferBytes()).isEqualTo(8 << 20);
        assertThat(settings.containerd().socket()).isEqualTo(Path.of("/run/containerd/containerd.sock"));
        assertThat(settings.kubernetes().mode()).isEqualTo(KubernetesSettings.Mode.AUTO);
        assertThat(settings.link()).isNull();
        assertThat(settings.lockRule().minimumAge()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.lockRule().quietTime()).isEqualTo(Duration.ofHours(6));
    }

    @Test
    void everyKeyReachesItsPart() {
        AgentSettings settings = settings(
                "--node.name=n1",
                "--cluster=c1",
                "--cgroup-root=/sub",
                "--sensor.tier=procfs",
                "--sensor.proc=/host/proc",
                "--sensor.receive-buffer=1MiB",
                "--sensor.socket-dump-interval=5s",
                "--containerd.socket=/x.sock",
                "--containerd.namespace=other",
                "--kubernetes.mode=direct",
                "--kubernetes.kubeconfig=/kube",
                "--kubernetes.api=https://api:6443",
                "--lock.minimum-age=1m",
                "--lock.quiet-time=30s",
                "--state.directory=/state",
                "--collector.address=unix:/c.sock",
                "--incidents.file=/incidents",
                "--admin.address=127.0.0.1:1");

        assertThat(settings.cluster()).isEqualTo("c1");
        assertThat(settings.cgroupRoot()).isEqualTo("/sub");
        assertThat(settings.tier()).isEqualTo(AgentSettings.Tier.PROCFS);
        assertThat(settings.sensor().proc()).isEqualTo(Path.of("/host/proc"));
        assertThat(settings.sensor().receiveBufferBytes()).isEqualTo(1 << 20);
        assertThat(settings.sensor().socketDumpInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.containerd().namespace()).isEqualTo("other");
        assertThat(settings.kubernetes().api().url()).isEqualTo("https://api:6443");
        assertThat(settings.kubernetes().api().kubeconfig()).isEqualTo(Path.of("/kube"));
        assertThat(settings.store().directory()).isEqualTo(Path.of("/state"));
        assertThat(settings.link())
                .isNotNull()
                .satisfies(link -> assertThat(link.address()).hasToString("unix:/c.sock"));
        assertThat(settings.lines()).isEqualTo(new IncidentLinesSettings(Path.of("/incidents")));
        assertThat(settings.lockRule().describe()).contains("1m", "30s");
    }

    @Test
    void wrongValuesAreNamedWithWhatWasExpected() {
        assertRejected("node.name: not set");
        assertRejected("cgroup-root: sub (expected: an absolute path", "--node.name=n", "--cgroup-root=sub");
        assertRejected("kubernetes.api: ftp://x (expected:", "--node.name=n", "--kubernetes.api=ftp://x");
        assertRejected("sensor.tier: \"fast\" (expected: one of", "--node.name=n", "--sensor.tier=fast");
        assertRejected("--sensor.teir: unknown key (expected: sensor.tier?)", "--node.name=n", "--sensor.teir=auto");
        assertRejected(
                "collector.address: 192.0.2.7:4420 (expected: collector.tls.authority",
                "--node.name=n",
                "--collector.address=192.0.2.7:4420");
    }

    @Test
    void theDocumentListsEveryKey() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "agent.md")))
                .contains(AgentSettings.program().markdown());
    }

    private static void assertRejected(String message, String... flags) {
        assertThatThrownBy(() -> settings(flags))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    static AgentSettings settings(String... flags) {
        return AgentSettings.from(AgentSettings.program().configure(List.of(flags), Map.of()));
    }
}
