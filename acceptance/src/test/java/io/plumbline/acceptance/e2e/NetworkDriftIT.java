// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.acceptance.lab.LabExtension;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.cluster.Controller;
import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.network.PortForward;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.pod.PodSpec;
import io.plumbline.acceptance.lab.pod.VolumeMount;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import io.plumbline.acceptance.program.AgentProgram;
import io.plumbline.v1.BaselineState;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Incident;
import io.plumbline.v1.IncidentRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is drift in the network of locked workloads, and what is not, however its addresses change. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class NetworkDriftIT {
    @RegisterExtension
    static final LabExtension LAB = new LabExtension("drift");

    private static final String ATTACKER = "203.0.113.66";
    private static final String ATTACKERS_RESOLVER = "203.0.113.65";
    private static final String BEHIND_AN_ALIAS = "203.0.113.68";
    private static final int ROTATING = 5_000;
    private static final int SCANNED = 20_000;

    /** With so many workloads of two namespaces a server is the cluster's. */
    private static final int CLIENTS = 8;

    private static final AtomicInteger rotation = new AtomicInteger();

    static LabNode node;
    static NetworkSite site;
    static AgentProgram agent;
    static Pod reader;
    static Pod dupe;
    static Pod scanner;
    static Pod database;
    static Pod scraper;
    static Pod shared;

    @BeforeAll
    static void learn() throws IOException {
        node = LAB.lab().start(NodeSpec.debian("a"));
        site = new NetworkSite(LAB.lab(), node, 12, 6);
        site.names()
                .name("api.example.org", "203.0.113.7")
                .name("other.example.net", "203.0.113.9")
                .name("decoy.example.org", "203.0.113.10")
                .lie("decoy.example.org", "api.example.org", ATTACKER)
                .alias("alias.example.net", "api.example.org", BEHIND_AN_ALIAS)
                .rotating("many.example.org", NetworkDriftIT::next);
        site.outside().names(ATTACKERS_RESOLVER).name("api.example.org", ATTACKER);
        site.api().namespace("shop", Map.of());
        site.api().namespace("bank", Map.of());
        site.api().node("a", "10.89.1.0");
        agent = site.agent(node, "a", "--peers.settle", "5s");
        site.run(node, deployment("rotator"), pod("rotator", "exec lookup visit many.example.org 443 0 1"));
        reader = site.run(
                node,
                deployment("reader"),
                pod("reader", "while true; do lookup visit @/hole/name 443; sleep 1; done"));
        name("api.example.org");
        dupe = site.run(
                node,
                deployment("dupe"),
                pod(
                        "dupe",
                        "while true; do lookup visit api.example.org 443; lookup visit decoy.example.org 443;"
                                + " if [ -f /hole/run ]; then . /hole/run; fi; sleep 1; done"));
        scanner = site.run(
                node,
                deployment("scanner"),
                pod(
                        "scanner",
                        "while true; do lookup visit api.example.org 443; if [ -f /hole/run ]; then . /hole/run; fi;"
                                + " sleep 1; done"));
        database = site.run(node, deployment("db"), pod("db", "converse listen 5433 & exec converse listen 5432"));
        site.run(
                node,
                deployment("customer"),
                pod("customer", "exec converse connect " + database.ip() + " 5432 0 500"));
        site.run(
                node,
                deployment("metrics"),
                pod("metrics", "exec converse listen 9100").onHostNetwork());
        scraper = site.run(
                node,
                deployment("scraper"),
                pod(
                                "scraper",
                                "while true; do converse connect 127.0.0.1 9100; if [ -f /hole/run ]; then . /hole/run; fi;"
                                        + " sleep 1; done")
                        .onHostNetwork());
        shared = site.run(node, deployment("shared"), pod("shared", "exec converse echo 5300"));
        for (int number = 0; number < CLIENTS; number++) {
            asks(Controller.deployment(number % 2 == 0 ? "shop" : "bank", "asker" + number, "5d9c7b6f48"));
        }
        Shop.awaitStable(
                site.collector(),
                "rotator",
                "reader",
                "dupe",
                "scanner",
                "db",
                "customer",
                "metrics",
                "scraper",
                "shared");
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    @Order(1)
    void aNameThatIsFiveThousandAddressesIsOnePeer() {
        await("addresses").atMost(NetworkSite.PATIENCE).until(() -> rotation.get() > ROTATING);

        assertThat(Talk.outbound(site.collector(), "rotator"))
                .containsExactlyInAnyOrder("tcp many.example.org:443", "udp " + NetworkSite.RESOLVER + "/32:53");
        assertThat(Shop.incidents(site.collector())).isEmpty();
    }

    @Test
    @Order(2)
    void aNameThatWasNeverAskedForIsOneIncidentOnAKnownPort() throws IOException {
        name("other.example.net");

        awaitTold("reader", "new-peer tcp other.example.net:443");
        name("api.example.org");
        assertThat(of("reader")).hasSize(1);
        assertThat(told("reader"))
                .contains("new-peer tcp other.example.net:443")
                .isSubsetOf("new-peer tcp other.example.net:443", "new-name asks for other.example.net");
    }

    @Test
    @Order(3)
    void noForgedAnswerGivesAnAttackersAddressALearnedName() throws IOException {
        Shop.breakInto(
                node,
                dupe,
                // The name server's own address has just told the lie: not asked for, and with another question.
                "lookup visit decoy.example.org 443; converse connect " + ATTACKER + " 443;"
                        // The attacker's server is asked for the learned name.
                        + " lookup visit api.example.org 443 1 0 " + ATTACKERS_RESOLVER + ";"
                        // The attacker's own name claims to be the learned one.
                        + " lookup visit alias.example.net 443");

        awaitTold("dupe", "new-peer tcp alias.example.net:443");
        awaitTold("dupe", "new-resolver udp " + ATTACKERS_RESOLVER + "/32:53");
        awaitTold("dupe", "address-without-name tcp " + ATTACKER + "/32:443");
        assertThat(of("dupe").stream()
                        .flatMap(incident -> incident.getDeviationsList().stream())
                        .filter(deviation ->
                                deviation.getConnection().getRemoteAddress().equals(ATTACKER))
                        .mapToLong(Deviation::getCount)
                        .sum())
                .isEqualTo(2);
    }

    @Test
    @Order(4)
    void aScanOfTwentyThousandAddressesIsOneIncidentWithTheCount() throws IOException {
        Shop.breakInto(node, scanner, "lookup scan 198.18.64.0 " + SCANNED + " 4444");

        await("scan")
                .atMost(NetworkSite.PATIENCE)
                .untilAsserted(() -> assertThat(scans())
                        .singleElement()
                        .satisfies(scan -> assertThat(scan.getBecauseList())
                                .anyMatch(because -> because.contains("20,000") && because.contains("4444"))));
        assertThat(of("scanner")).hasSize(1);
        assertThat(told("scanner").stream().filter(word -> word.startsWith("new-peer") || word.startsWith("address")))
                .isEmpty();
        System.out.println("agent after a scan of " + SCANNED + " addresses: " + memory());
    }

    @Test
    @Order(5)
    void aLearningNeighborThatContactsALockedServerOnANewPortIsTheServersIncident() throws IOException {
        String hash = Shop.profile(site.collector(), "db").getContentHash();
        site.run(
                node,
                deployment("neighbor"),
                pod("neighbor", "exec converse connect " + database.ip() + " 5433 0 500"));

        awaitTold("db", "new-client tcp shop/neighbor:5433");
        await().atMost(NetworkSite.PATIENCE)
                .untilAsserted(() ->
                        assertThat(Talk.outbound(site.collector(), "neighbor")).containsExactly("tcp shop/db:5433"));
        assertThat(of("neighbor")).isEmpty();
        assertThat(of("db")).hasSize(1);
        assertThat(Shop.profile(site.collector(), "neighbor").getState())
                .isEqualTo(BaselineState.BASELINE_STATE_LEARNING);
        assertThat(Shop.profile(site.collector(), "db").getContentHash()).isEqualTo(hash);
    }

    @Test
    @Order(6)
    void loopbackOfTheNodesNetworkIsFromPodToPod() throws IOException {
        assertThat(Talk.outbound(site.collector(), "scraper")).containsExactly("tcp shop/metrics:9100");
        assertThat(Talk.inbound(site.collector(), "metrics")).containsExactly("tcp shop/scraper:9100");
        site.run(
                node,
                deployment("stranger"),
                pod("stranger", "converse listen 9200 & exec converse connect 127.0.0.1 9100 0 500")
                        .onHostNetwork());
        awaitTold("metrics", "new-client tcp shop/stranger:9100");

        Shop.breakInto(node, scraper, "converse connect 127.0.0.1 9200");
        awaitTold("scraper", "new-peer tcp shop/stranger:9200");
        assertThat(told("metrics")).containsExactly("new-client tcp shop/stranger:9100");
    }

    @Test
    @Order(7)
    void aServerThatManyWorkloadsUseIsOpenToTheCluster() throws Exception {
        assertThat(Talk.inbound(site.collector(), "shared")).containsExactly("udp cluster:5300");
        String hash = Shop.profile(site.collector(), "shared").getContentHash();
        asks(deployment("ninth"));

        await("the ninth client")
                .atMost(NetworkSite.PATIENCE)
                // Its profile is there a moment later.
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(Talk.outbound(site.collector(), "ninth")).containsExactly("udp shop/shared:5300"));
        // As long as its peer may take to settle.
        await("nothing told")
                .during(Duration.ofSeconds(8))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(of("shared")).isEmpty());
        assertThat(Shop.profile(site.collector(), "shared").getContentHash()).isEqualTo(hash);
        assertThat(Cli.run(site.collector(), "profiles", "show", "shop/deployment/shared"))
                .containsOnlyOnce("any workload of the cluster, to udp 5300")
                .doesNotContain("asker");
    }

    @Test
    @Order(8)
    void aPortForwardIsNamedAsOne() throws IOException {
        String answer = PortForward.ask(node.network(), node.pods().portForward(database, 5432), 5432, "hello\n");
        assertThat(answer).isEqualTo("welcome\n");

        awaitTold("db", "new-client tcp node:5432");
        assertThat(of("db").stream().flatMap(incident -> incident.getDeviationsList().stream()))
                .filteredOn(deviation -> Talk.words(deviation).equals("new-client tcp node:5432"))
                .singleElement()
                .satisfies(deviation -> assertThat(deviation.getBecauseList())
                        .anyMatch(because -> because.endsWith("as for kubectl port-forward")));
    }

    private static void asks(Controller client) throws IOException {
        String name = client.podLabels().get("app") + "";
        site.run(
                node,
                client,
                client.pod("aaaaa")
                        .container(ContainerSpec.of(
                                name,
                                node.image(Images.TOOLS),
                                "/usr/local/bin/converse",
                                "ask",
                                shared.ip(),
                                "5300",
                                "0",
                                "1000")));
    }

    private static String next() {
        int number = rotation.getAndIncrement() % (2 * ROTATING);
        return "198.19." + number / 250 + "." + (1 + number % 250);
    }

    /** Whom the reader asks for from now on. */
    private static void name(String name) throws IOException {
        Path hole = node.pods().volume(reader, "hole");
        Path written = Files.writeString(hole.resolve("next"), name + "\n");
        Files.move(written, hole.resolve("name"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void awaitTold(String workload, String words) {
        await(words)
                .atMost(NetworkSite.PATIENCE)
                .untilAsserted(() -> assertThat(told(workload)).contains(words));
    }

    private static List<String> told(String workload) {
        return of(workload).stream()
                .flatMap(incident -> incident.getDeviationsList().stream())
                .map(Talk::words)
                .distinct()
                .toList();
    }

    private static List<Deviation> scans() {
        return of("scanner").stream()
                .flatMap(incident -> incident.getDeviationsList().stream())
                .filter(deviation -> deviation.getRule().equals("network-scan"))
                .toList();
    }

    private static List<Incident> of(String workload) {
        return Shop.incidents(site.collector()).stream()
                .map(IncidentRecord::getIncident)
                .filter(incident ->
                        incident.getBaseline().getWorkload().getName().equals(workload))
                .toList();
    }

    private static String memory() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(agent.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:") || line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("\\s+", " "))
                .toList()
                .toString();
    }

    private static Controller deployment(String name) {
        return Controller.deployment("shop", name, "5d9c7b6f48");
    }

    private static PodSpec pod(String name, String script) throws IOException {
        return deployment(name)
                .pod("aaaaa")
                .resolver(NetworkSite.RESOLVER, NetworkSite.DOMAIN)
                .container(ContainerSpec.of(name, node.image(Images.TOOLS), "/bin/sh", "-c", script)
                        .mount(VolumeMount.emptyDir("hole", "/hole")));
    }
}
