// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.pipeline.TestNode;
import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.v1.Deviation;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scan on its whole way, from the events of the sensor to the incident. */
class ScanOfNodeTest {
    private static final int SERVER = TestNode.INIT;
    private static final int SCANNER = 300;

    @TempDir
    private Path temp = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private TestNode node;

    @BeforeEach
    void aWorkerOfALockedServerRuns() throws IOException {
        node = new TestNode(temp)
                .container("/usr/sbin/server", "/usr/bin/worker")
                .entrypoint()
                .runs(SCANNER, SERVER, "/usr/bin/worker", "worker")
                .pass(100);
    }

    private void tries(int number, boolean made) {
        node.sees(new SensorEvent.FlowSeen(
                node.now(),
                1,
                Transport.TCP,
                Direction.OUTBOUND,
                new Endpoint(InetAddress.ofLiteral("10.0.0.5"), 20_000 + number % 20_000),
                new Endpoint(InetAddress.ofLiteral("10.7." + number / 250 + "." + (1 + number % 250)), 6379),
                Reading.unknown("not-provided"),
                Reading.known(made),
                false,
                new SensorEvent.Owner(Reading.known(SCANNER), Reading.unknown("not-provided"))));
    }

    @Test
    void twentyThousandAddressesThatRefuseAreOneIncidentWithTheirNumberAndTheProcess() {
        for (int i = 0; i < 20_000; i++) {
            tries(i, false);
            if (i % 1_000 == 999) {
                node.pass(1);
            }
        }
        node.pass(5);

        assertThat(node.incidents()).hasSize(1);
        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("network-scan");
        Deviation scan = node.deviations().getFirst();
        assertThat(scan.getCount()).isEqualTo(20_000);
        assertThat(scan.getBecause(0)).startsWith("20,000 addresses within 10.7.0.0/17");
        assertThat(scan.getProcess().getExecutable()).isEqualTo("/usr/bin/worker");
        assertThat(node.deltas())
                .allSatisfy(delta -> assertThat(delta.getCountersList())
                        .noneMatch(counter -> counter.getBehavior().hasOutbound()));
    }

    @Test
    void addressesThatAnswerAreTheSameIncidentAndHardlyAnyIsLookedFor() {
        for (int i = 0; i < 5_000; i++) {
            tries(i, true);
            if (i % 100 == 99) {
                node.pass(1);
            }
        }
        node.pass(10);

        assertThat(node.incidents()).hasSize(1);
        Deviation scan = node.deviations().stream()
                .filter(deviation -> deviation.getRule().equals("network-scan"))
                .findFirst()
                .orElseThrow();
        assertThat(scan.getCount()).isEqualTo(5_000);
        assertThat(scan.getBecause(0)).startsWith("5,000 addresses");
    }
}
