// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.AgentSettings;
import io.plumbline.agent.link.CollectorLinkSettings;
import io.plumbline.agent.state.StoreSettings;
import io.plumbline.collector.CollectorSettings;
import io.plumbline.service.config.Configuration;
import io.plumbline.service.config.ConfiguredProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The programs themselves read the configuration files that are deployed. */
final class ConfigFilesTest {
    private static final Path NOWHERE = Path.of("/nonexistent");

    @Test
    void isUnderstoodByTheAgent() {
        Configuration configuration = AgentSettings.program()
                .configure(
                        List.of(
                                "--config",
                                KustomizeBase.FOLDER.resolve("agent.yaml").toString()),
                        Map.of("PLUMBLINE_NODE_NAME", "node-a"));
        assertThat(AgentSettings.from(configuration).node()).isEqualTo("node-a");
        assertThat(configuration.get(StoreSettings.DIRECTORY)).isEqualTo(Path.of("/var/lib/plumbline/agent"));
        assertThat(configuration.find(CollectorLinkSettings.ADDRESS))
                .hasValueSatisfying(
                        address -> assertThat(address).hasToString("plumbline-collector.plumbline.svc:4420"));
    }

    @Test
    void isUnderstoodByTheCollector() {
        Configuration configuration = ConfiguredProgram.of("collector", "test", CollectorSettings.settings(), NOWHERE)
                .configure(
                        List.of(
                                "--config",
                                KustomizeBase.FOLDER.resolve("collector.yaml").toString()),
                        Map.of());
        CollectorSettings settings = CollectorSettings.from(configuration);
        assertThat(settings.tls()).isPresent();
        assertThat(settings.addresses()).singleElement().hasToString("0.0.0.0:4420");
    }
}
