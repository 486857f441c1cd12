// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.collector.cluster.watch.WatchSettings;
import io.plumbline.collector.server.SocketMode;
import io.plumbline.kubernetes.ApiSettings;
import io.plumbline.service.config.Address;
import io.plumbline.service.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CollectorSettingsTest {
    @Test
    void hasSafeDefaults() {
        CollectorSettings settings = read();

        assertThat(settings.addresses()).containsExactly(new Address.Tcp("127.0.0.1", 4420));
        assertThat(settings.tls()).isEmpty();
        assertThat(settings.socketMode()).isEqualTo(SocketMode.OWNER);
        assertThat(settings.cluster()).isEqualTo("local");
        assertThat(settings.store()).isEqualTo(Path.of("/var/lib/plumbline/collector.db"));
        assertThat(settings.lockMinimumAge()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.lockQuietTime()).isEqualTo(Duration.ofHours(6));
        assertThat(settings.keepClosedSandboxes()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.clockTolerance()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.kubernetes()).isEqualTo(new WatchSettings(WatchSettings.Mode.AUTO, ApiSettings.none()));
        assertThat(settings.admin().address()).isEqualTo(new Address.Tcp("127.0.0.1", 4421));
    }

    @Test
    void readsEverySettingFromTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("collector.yaml"), """
                address: ["0.0.0.0:4420", "unix:/run/plumbline/collector.sock"]
                tls: {certificate: /c.crt, key: /c.key, client-authority: /ca.crt}
                socket.mode: group
                cluster: prod
                store.path: /data/c.db
                lock: {minimum-age: 2h, quiet-time: 30m, check-interval: 1s}
                peers: {keep-closed: 2h, clock-tolerance: 5s}
                kubernetes: {mode: direct, kubeconfig: /kube, api: "https://api:6443"}
                admin.address: 127.0.0.1:9
                log: {format: json, level: debug}
                """);

        CollectorSettings settings = read("--config", file.toString());

        assertThat(settings.addresses())
                .containsExactly(
                        new Address.Tcp("0.0.0.0", 4420), new Address.Unix(Path.of("/run/plumbline/collector.sock")));
        assertThat(settings.tls().orElseThrow().clientAuthority()).isEqualTo(Path.of("/ca.crt"));
        assertThat(settings.socketMode()).isEqualTo(SocketMode.GROUP);
        assertThat(settings.cluster()).isEqualTo("prod");
        assertThat(settings.store()).isEqualTo(Path.of("/data/c.db"));
        assertThat(settings.lockMinimumAge()).isEqualTo(Duration.ofHours(2));
        assertThat(settings.lockQuietTime()).isEqualTo(Duration.ofMinutes(30));
        assertThat(settings.lockCheckInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.keepClosedSandboxes()).isEqualTo(Duration.ofHours(2));
        assertThat(settings.clockTolerance()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.kubernetes())
                .isEqualTo(new WatchSettings(
                        WatchSettings.Mode.DIRECT, new ApiSettings(Path.of("/kube"), "https://api:6443")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --adress     | 127.0.0.1:1 | --adress: unknown key (expected: address?)
                    --address    | nowhere     | --address: "nowhere" (expected: a list, each host:port or unix:/path)
                    --cluster    | a/b         | --cluster: "a/b" (expected: a cluster id
                    --lock.quiet-time | soon   | --lock.quiet-time: "soon" (expected: a duration
                    --tls.key    | /k          | tls.certificate: not set (expected: a path; tls.certificate, tls.key
                    --kubernetes.mode | collector | --kubernetes.mode: "collector" (expected: one of auto, direct, off)
                    --kubernetes.api | api:6443 | kubernetes.api: api:6443 (expected: an http or https URL)
                    --store.path | here.db     | --store.path: "here.db" (expected: an absolute path)
                    """)
    void refusesWhatIsWrongInOneLine(String flag, String value, String message) {
        assertThatThrownBy(() -> read(flag, value))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void isDocumented() throws IOException {
        assertThat(Files.readString(documentation("collector.md")))
                .as("docs/collector.md: replace the table of settings by this one")
                .contains(CollectorMain.PROGRAM.markdown());
    }

    static Path documentation(String page) {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.exists(here.resolve("docs"))
                ? here
                : here.resolveSibling(".").normalize();
        return root.resolve("docs").resolve(page);
    }

    private static CollectorSettings read(String... arguments) {
        return CollectorSettings.from(CollectorMain.PROGRAM.configure(List.of(arguments), Map.of()));
    }
}
