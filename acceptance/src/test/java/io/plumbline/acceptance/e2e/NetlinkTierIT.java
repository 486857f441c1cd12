// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.acceptance.lab.LabExtension;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import io.plumbline.acceptance.program.CollectorProgram;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.IncidentRecord;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where the kernel refuses the better sensor: learning, locking, quiet and drift are the same, and the coverage says what was missing. */
final class NetlinkTierIT {
    @RegisterExtension
    static final LabExtension LAB = new LabExtension("netlink");

    @Test
    void learnsLocksAndTellsAnIntrusion() throws IOException {
        LabNode node = LAB.lab().start(NodeSpec.debian("a"));
        try (Site site = new Site(node, 10, 5)) {
            CollectorProgram collector = site.collector();
            site.agent(node, "node-a", "--sensor.tier", "netlink");
            Pod database = node.pods().run(Shop.database(node));
            Pod web = node.pods().run(Shop.web(node, "web-7c5f9d8b6d-x2x7k"));
            node.pods().run(Shop.client(node, "client-0", web));
            Shop.awaitStable(collector, "web", "db", "client-0");
            assertThat(Shop.incidents(collector)).isEmpty();

            Shop.breakInto(
                    node,
                    web,
                    "cp /bin/busybox /tmp/busybox-kworker; /tmp/busybox-kworker sleep 5 & nc -l -p 4444 &"
                            + " converse connect " + database.ip() + " 5432 1 10; sleep 3");

            Deviation dropped = awaitRule(collector, "executable-not-from-image");
            assertThat(dropped.getProcess().getExecutable()).isEqualTo("/tmp/busybox-kworker");
            assertThat(dropped.getProcess().getExecutableSha256()).hasSize(64);
            assertThat(awaitRule(collector, "new-listener").getConnection().getLocalPort())
                    .isEqualTo(4444);
            Deviation peer = awaitRule(collector, "new-peer");
            assertThat(peer.getBehavior().getOutbound().getPeer().getWorkload().getName())
                    .isEqualTo("db");
            // Who connected is looked up afterwards in this tier; who is not found any more is told apart.
            assertThat(Shop.incidents(collector))
                    .extracting(IncidentRecord::getIncident)
                    .filteredOn(incident ->
                            incident.getBaseline().getContainerName().equals("web"))
                    .isNotEmpty()
                    .allSatisfy(incident ->
                            assertThat(incident.getCoverage().getSensor()).isEqualTo("netlink"));
        }
    }

    private static Deviation awaitRule(CollectorProgram collector, String rule) {
        return Shop.awaitDeviation(
                collector, rule, deviation -> deviation.getRule().equals(rule));
    }
}
