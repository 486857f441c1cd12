// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.Sensor;
import io.plumbline.agent.testing.RootTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which sensor an agent gets. */
@RootTest
class SensorTiersLiveTest {
    @Test
    void isTheBestThatTheRightsAllow() throws IOException {
        assertThat(output("setpriv", "--bounding-set=-bpf,-sys_admin"))
                .contains("tier: netlink")
                .contains("the ebpf sensor can not watch here, the netlink sensor does: bpf: missing CAP_BPF");
        assertThat(output()).contains("tier: ebpf").doesNotContain("can not watch");
    }

    private static String output(String... prefix) throws IOException {
        var command = new java.util.ArrayList<>(List.of(prefix));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Opened.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Runs with the rights of its process. */
    static final class Opened {
        private Opened() {}

        public static void main(String[] arguments) {
            try (Sensor sensor = SensorTiers.open(AgentSettingsTest.settings("--node.name", "n1"))) {
                System.out.println("tier: " + sensor.tier());
            }
        }
    }
}
