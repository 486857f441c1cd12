// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.service.config.Address;
import io.plumbline.service.config.ConfigurationException;
import io.plumbline.service.config.ConfiguredProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CollectorLinkSettingsTest {

    private static final ConfiguredProgram PROGRAM =
            ConfiguredProgram.of("agent", "watches", CollectorLinkSettings.settings());

    @Test
    void worksAloneByDefault() {
        assertThat(from()).isEmpty();
    }

    @Test
    void takesEverythingFromTheSettings() {
        assertThat(from(
                        "--collector.address=collector.plumbline:9443",
                        "--collector.tls.authority=/tls/ca.crt",
                        "--collector.tls.certificate=/tls/tls.crt",
                        "--collector.tls.key=/tls/tls.key",
                        "--collector.status-interval=10s",
                        "--collector.window=64"))
                .contains(new CollectorLinkSettings(
                        new Address.Tcp("collector.plumbline", 9443),
                        new TlsFiles(Path.of("/tls/ca.crt"), Path.of("/tls/tls.crt"), Path.of("/tls/tls.key")),
                        Duration.ofSeconds(10),
                        64));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9443", "localhost:9443", "[::1]:9443", "unix:/run/plumbline/collector.sock"})
    void allowsPlaintextOnThisMachine(String address) {
        assertThat(from("--collector.address", address))
                .hasValueSatisfying(s -> assertThat(s.tls()).isNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1:9443", "collector:9443", "[fd00::1]:9443"})
    void refusesPlaintextBeyondThisMachine(String address) {
        assertThatThrownBy(() -> from("--collector.address", address))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "collector.address: " + address
                                + " (expected: collector.tls.authority with it; plaintext only to a loopback address or unix:/path)");
    }

    @Test
    void refusesFilesThatDoNotBelongTogether() {
        assertThatThrownBy(() -> from(
                        "--collector.address=a:1", "--collector.tls.authority=/ca", "--collector.tls.certificate=/crt"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("collector.tls.certificate: /crt (expected: together with collector.tls.key)");
        assertThatThrownBy(() -> from("--collector.address=localhost:1", "--collector.tls.key=/key"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("collector.tls.authority: not set (expected: a path, since collector.tls.key is set)");
    }

    @Test
    void rejectsWrongValues() {
        assertThatThrownBy(
                        () -> from("--collector.address=foo", "--collector.status-interval=2m", "--collector.window=0"))
                .hasMessage("""
                        --collector.address: "foo" (expected: host:port or unix:/path)
                        --collector.status-interval: "2m" (expected: a duration such as 10s, 15m or 24h, from 1s to 1m)
                        --collector.window: "0" (expected: a whole number from 1 to 100000)""");
    }

    private static Optional<CollectorLinkSettings> from(String... flags) {
        return CollectorLinkSettings.from(PROGRAM.configure(List.of(flags), Map.of()));
    }
}
