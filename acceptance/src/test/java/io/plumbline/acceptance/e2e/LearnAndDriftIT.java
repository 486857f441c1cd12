// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.acceptance.lab.LabExtension;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import io.plumbline.acceptance.program.CollectorProgram;
import io.plumbline.v1.DecideRequest;
import io.plumbline.v1.Decision;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Incident;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.IncidentStatus;
import io.plumbline.v1.Scope;
import io.plumbline.v1.Severity;
import io.plumbline.v1.Technique;
import io.plumbline.v1.Verdict;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Learn, lock, stay quiet, drift, tell, accept: one story in order on one node without a Kubernetes API. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LearnAndDriftIT {
    @RegisterExtension
    static final LabExtension LAB = new LabExtension("drift");

    static LabNode node;
    static Site site;
    static CollectorProgram collector;
    static Pod web;
    static Pod database;

    @BeforeAll
    static void openTheShop() throws IOException {
        node = LAB.lab().start(NodeSpec.debian("a"));
        site = new Site(node, 12, 6);
        collector = site.collector();
        site.agent(node, "node-a");
        database = node.pods().run(Shop.database(node));
        web = node.pods().run(Shop.web(node, "web-7c5f9d8b6d-x2x7k"));
        node.pods().run(Shop.client(node, "client-0", web));
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    @Order(1)
    void learnsAndLocksWithoutAnIncident() {
        Shop.awaitStable(collector, "web", "db", "client-0");

        assertThat(Shop.profile(collector, "web").getKey().getWorkload().getKind())
                .isEqualTo("Deployment");
        assertThat(Shop.profile(collector, "db").getKey().getWorkload().getKind())
                .isEqualTo("StatefulSet");
        assertThat(Shop.incidents(collector)).isEmpty();
    }

    @Test
    @Order(2)
    void benignRepetitionRaisesNothing() {
        long seen = Shop.profile(collector, "web").getProgress().getObservations();
        await().atMost(Shop.PATIENCE)
                .until(() -> Shop.profile(collector, "web").getProgress().getObservations() > seen + 10);

        assertThat(Shop.incidents(collector)).isEmpty();
    }

    @Test
    @Order(3)
    void tellsAnIntrusionAsOneIncident() throws IOException {
        Shop.breakInto(
                node,
                web,
                "cp /bin/busybox /tmp/busybox-kworker; /tmp/busybox-kworker sleep 5 & top -b -n 3 -d 1; "
                        + "nc -l -p 4444 & converse connect " + database.ip() + " 5432 1 10; sleep 3");

        Deviation dropped = Shop.awaitDeviation(
                collector, "dropped binary", deviation -> deviation.getRule().equals("executable-not-from-image"));
        assertThat(dropped.getProcess().getExecutable()).isEqualTo("/tmp/busybox-kworker");
        assertThat(dropped.getProcess().getArgv().getArgumentsList())
                .containsExactly("/tmp/busybox-kworker", "sleep", "5");
        assertThat(dropped.getProcess().getUid()).isZero();
        assertThat(dropped.getProcess().getExecutableSha256()).hasSize(64);
        assertThat(dropped.getBehavior().getExecution().getParent()).isEqualTo("/bin/busybox");
        assertThat(dropped.getLineageList()).isNotEmpty();
        assertThat(techniques(dropped)).contains("T1105");

        Deviation listener = Shop.awaitDeviation(
                collector, "new listener", deviation -> deviation.getRule().equals("new-listener"));
        assertThat(listener.getConnection().getLocalPort()).isEqualTo(4444);
        assertThat(listener.getBecause(0)).contains("4444");
        assertThat(techniques(listener)).contains("T1571");

        Deviation peer = Shop.awaitDeviation(
                collector, "new peer", deviation -> deviation.getRule().equals("new-peer"));
        assertThat(peer.getConnection().getRemoteAddress()).isEqualTo(database.ip());
        assertThat(peer.getConnection().getRemotePort()).isEqualTo(5432);
        assertThat(peer.getBehavior().getOutbound().getPeer().getWorkload().getName())
                .isEqualTo("db");
        assertThat(techniques(peer)).contains("T1210");

        Deviation discovery = Shop.awaitDeviation(
                collector, "discovery", deviation -> techniques(deviation).contains("T1057"));
        assertThat(discovery.getProcess().getArgv().getArgumentsList()).startsWith("top", "-b");

        List<IncidentRecord> ofWeb = Shop.incidents(collector).stream()
                .filter(record -> record.getIncident()
                        .getBaseline()
                        .getWorkload()
                        .getName()
                        .equals("web"))
                .toList();
        assertThat(ofWeb).hasSize(1);
        Incident incident = ofWeb.getFirst().getIncident();
        assertThat(incident.getPod().getName()).isEqualTo("web-7c5f9d8b6d-x2x7k");
        assertThat(incident.getPod().getNamespace()).isEqualTo("shop");
        assertThat(incident.getPod().getLabelsMap()).containsEntry("app", "web");
        assertThat(incident.getPod().getIpsList()).containsExactly(web.ip(), web.ip6());
        assertThat(incident.getNode()).isEqualTo("node-a");
        assertThat(incident.getBaseline().getContainerName()).isEqualTo("web");
        assertThat(incident.getContainer().getId())
                .isEqualTo(web.container("web").id());
        assertThat(incident.getContainer().getImageDigest()).startsWith("sha256:");
        assertThat(incident.getSeverity().getNumber()).isGreaterThanOrEqualTo(Severity.SEVERITY_HIGH_VALUE);
        assertThat(incident.getSeverityBecause()).isNotEmpty();
        assertThat(incident.getAttackVersion()).isEqualTo("19");
        assertThat(incident.getCoverage().getSensor()).isEqualTo("ebpf");
    }

    @Test
    @Order(4)
    void theServerAtTheOtherEndTellsItToo() {
        Deviation client = Shop.awaitDeviation(
                collector, "new client", deviation -> deviation.getRule().equals("new-client"));

        assertThat(client.getBehavior().getInbound().getPeer().getWorkload().getName())
                .isEqualTo("web");
        assertThat(client.getBehavior().getInbound().getPort()).isEqualTo(5432);
    }

    @Test
    @Order(5)
    void aShellThatTalksThroughASocketIsAnInvariant() throws IOException {
        Shop.breakInto(node, web, "converse listen 5555 & sleep 1; timeout 4 backconnect 127.0.0.1 5555");

        Deviation shell = Shop.awaitDeviation(
                collector, "shell on socket", deviation -> deviation.getRule().equals("shell-on-socket"));

        assertThat(shell.getSeverity()).isEqualTo(Severity.SEVERITY_CRITICAL);
        assertThat(techniques(shell)).contains("T1059.004");
    }

    @Test
    @Order(6)
    void aSessionThroughTheRuntimeIsTold() {
        node.pods().exec(web.container("web"), "/bin/sh", "-c", "sleep 2; true");

        Deviation session = Shop.awaitDeviation(
                collector, "session", deviation -> deviation.getRule().equals("runtime-session"));

        assertThat(session.getProcess().getArgv().getArgumentsList()).containsExactly("/bin/sh", "-c", "sleep 2; true");
        assertThat(techniques(session)).contains("T1609");
    }

    @Test
    @Order(7)
    void whatAPersonAcceptsGoesQuiet() throws IOException {
        IncidentRecord record = Shop.incidents(collector).stream()
                .filter(each -> each.getIncident().getDeviationsList().stream()
                        .anyMatch(deviation -> deviation.getRule().equals("new-listener")))
                .findFirst()
                .orElseThrow();
        Deviation listener = record.getIncident().getDeviationsList().stream()
                .filter(deviation -> deviation.getConnection().getLocalPort() == 4444)
                .findFirst()
                .orElseThrow();

        collector
                .query()
                .decide(DecideRequest.newBuilder()
                        .setDecision(Decision.newBuilder()
                                .setVerdict(Verdict.VERDICT_ACCEPT)
                                .setIncidentId(record.getIncident().getIncidentId())
                                .setScope(Scope.SCOPE_CONTAINER)
                                .setActor("tester")
                                .setReason("belongs to the test"))
                        .build());

        assertThat(Shop.incidents(collector).stream()
                        .filter(each -> each.getIncident()
                                .getIncidentId()
                                .equals(record.getIncident().getIncidentId()))
                        .map(IncidentRecord::getStatus))
                .containsExactly(IncidentStatus.INCIDENT_STATUS_ACCEPTED);
        long before = countOf(listener.getKey());
        long observed = Shop.profile(collector, "web").getProgress().getObservations();
        Shop.breakInto(node, web, "nc -l -p 4444 & sleep 4; kill %1");
        await().atMost(Shop.PATIENCE)
                .until(() -> Shop.profile(collector, "web").getProgress().getObservations() > observed + 5);
        assertThat(countOf(listener.getKey())).isEqualTo(before);
    }

    private static long countOf(String key) {
        return Shop.deviations(collector).stream()
                .filter(deviation -> deviation.getKey().equals(key))
                .mapToLong(Deviation::getCount)
                .sum();
    }

    private static List<String> techniques(Deviation deviation) {
        return deviation.getTechniquesList().stream().map(Technique::getId).toList();
    }
}
