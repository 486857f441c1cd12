// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.plumbline.acceptance.lab.LabExtension;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.cluster.Controller;
import io.plumbline.acceptance.lab.cluster.ServiceAddress;
import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.network.ServiceAddresses;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.pod.PodSpec;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import io.plumbline.v1.GetGraphRequest;
import io.plumbline.v1.PolicyReplay;
import io.plumbline.v1.SuggestNetworkPolicyRequest;
import io.plumbline.v1.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Who talks to whom, by identity and as of the time of the connection, on two nodes with one collector that watches an API server; the
 * agents ask nobody but the collector.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class NetworkLabelsIT {
    @RegisterExtension
    static final LabExtension LAB = new LabExtension("labels");

    private static final ServiceAddress FAR = new ServiceAddress("10.96.0.10", 80, 8080);
    private static final ServiceAddress NEAR = new ServiceAddress("10.96.0.11", 80, 8080);
    private static final ServiceAddress LATE = new ServiceAddress("10.96.0.12", 80, 8080);

    /** Above the delay: what the API server has not told by then, nobody waits for. */
    private static final String SETTLE = "45s";

    private static final Duration DELAY = Duration.ofSeconds(30);
    private static final int SHARED = 77;

    static LabNode first;
    static LabNode second;
    static NetworkSite site;

    @BeforeAll
    static void start() throws IOException {
        first = LAB.lab().start(NodeSpec.debian("a"));
        second = LAB.lab().start(NodeSpec.current("b"));
        site = new NetworkSite(LAB.lab(), first, 12, 6);
        site.names().name("api.example.org", "203.0.113.7").name("six.example.org", "2001:db8::7");
        site.api().namespace("shop", Map.of("team", "blue"));
        site.api().namespace("bank", Map.of("team", "gold"));
        site.api().node("a", "10.89.1.2");
        site.api().node("b", "10.89.2.1");
        site.agent(first, "a", "--peers.settle", SETTLE);
        site.agent(second, "b", "--peers.settle", SETTLE);

        Pod near = site.run(first, deployment("near"), server("near"));
        Pod far = site.run(second, deployment("far"), server("far"));
        lead(FAR, far);
        lead(NEAR, near);
        site.api().service("shop", "far", FAR, "far", List.of(far));
        site.api().service("shop", "near", NEAR, "near", List.of(near));
        site.run(
                second,
                deployment("exporter"),
                pod("exporter", "exec converse listen 9100").onHostNetwork());
        site.run(
                first,
                deployment("hosted"),
                pod("hosted", each("converse connect " + far.ip() + " 8080")).onHostNetwork());
        site.run(
                first,
                deployment("caller"),
                pod(
                        "caller",
                        each(
                                "converse connect " + near.ip() + " 8080",
                                "converse connect " + near.ip6() + " 8080",
                                "converse connect " + far.ip() + " 8080",
                                "converse connect " + far.ip6() + " 8080",
                                "converse ask " + far.ip() + " 8053",
                                "converse ask " + near.ip6() + " 8053",
                                "converse connect " + FAR.address() + " 80",
                                "converse connect " + NEAR.address() + " 80",
                                "converse connect 10.89.2.1 9100",
                                "lookup visit api.example.org 443",
                                "lookup visit6 six.example.org 443",
                                "converse connect 192.0.2.9 443")));
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    @Order(1)
    void peersAreWhoTheyAre() {
        Shop.awaitStable(site.collector(), "near", "far", "exporter", "hosted", "caller");

        assertThat(Talk.outbound(site.collector(), "caller"))
                .containsExactlyInAnyOrder(
                        "tcp shop/near:8080",
                        "tcp shop/far:8080",
                        "udp shop/far:8053",
                        "udp shop/near:8053",
                        "tcp service shop/far:80",
                        "tcp service shop/near:80",
                        "tcp node:9100",
                        "tcp api.example.org:443",
                        "tcp six.example.org:443",
                        "tcp 192.0.2.9/32:443",
                        "udp " + NetworkSite.RESOLVER + "/32:53");
        assertThat(Talk.outbound(site.collector(), "hosted")).containsExactly("tcp shop/far:8080");
        assertThat(Talk.inbound(site.collector(), "far"))
                .containsExactlyInAnyOrder("tcp shop/caller:8080", "udp shop/caller:8053", "tcp node:8080");
        assertThat(Talk.inbound(site.collector(), "near"))
                .containsExactlyInAnyOrder("tcp shop/caller:8080", "udp shop/caller:8053");
        assertThat(Talk.inbound(site.collector(), "exporter")).allMatch(client -> client.endsWith(":9100"));
        assertThat(Shop.incidents(site.collector())).isEmpty();
    }

    @Test
    @Order(2)
    void theSuggestedPolicyIsAcceptedAndDeniesNothingOfWhatWasLearned() throws Exception {
        for (String workload : List.of("caller", "near", "far")) {
            String yaml = Cli.run(site.collector(), "policy", "network", "shop/deployment/" + workload, "--replay");
            NetworkPolicy policy = Serialization.unmarshal(yaml, NetworkPolicy.class);

            assertThat(policy.getAdditionalProperties()).isEmpty();
            NetworkPolicy accepted =
                    site.api().client().resource(policy).inNamespace("shop").create();
            assertThat(accepted.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
            assertThat(accepted.getSpec().getPodSelector().getMatchLabels()).containsEntry("app", workload);
            PolicyReplay replay = site.collector()
                    .query()
                    .suggestNetworkPolicy(SuggestNetworkPolicyRequest.newBuilder()
                            .setWorkload(Shop.profile(site.collector(), workload)
                                    .getKey()
                                    .getWorkload())
                            .setReplay(true)
                            .setDocument(yaml)
                            .build())
                    .getReplay();
            assertThat(replay.getFlows()).isPositive();
            assertThat(replay.getDeniedList()).isEmpty();
        }

        assertThat(Cli.run(site.collector(), "graph", "-n", "shop")).contains("caller", "near", "api.example.org");
        assertThat(site.collector()
                        .query()
                        .getGraph(GetGraphRequest.newBuilder()
                                .setNamespace("shop")
                                .build())
                        .getEdgesList())
                .filteredOn(edge -> edge.getFrom().getWorkload().getName().equals("caller")
                        && edge.getTo().getWorkload().getName().equals("far")
                        && edge.getPort() == 8080
                        && edge.getTransport() == Transport.TRANSPORT_TCP)
                .singleElement()
                .satisfies(edge -> {
                    assertThat(edge.getKnownToClient()).isTrue();
                    assertThat(edge.getKnownToServer()).isTrue();
                    assertThat(edge.getCount()).isPositive();
                });
    }

    @Test
    @Order(3)
    void anAddressThatAPodOfAnotherNamespaceGetsWithinSecondsIsNeverTheFormerOnes() throws IOException {
        String shared = "10.88.1." + SHARED;
        Pod prober = site.run(
                second,
                deployment("prober"),
                pod(
                        "prober",
                        "converse listen 7100 & converse listen 7101 & while true; do converse connect " + shared
                                + " 7000; converse connect " + shared + " 7001; sleep 0.1; done"));
        first.containerd().nextAddress(SHARED);
        Pod red = site.run(
                first,
                deployment("red"),
                pod("red", "converse listen 7000 & exec converse connect " + prober.ip() + " 7100 0 100"));
        assertThat(red.ip()).isEqualTo(shared);
        awaitOutbound("prober", "tcp shop/red:7000");
        awaitInbound("prober", "tcp shop/red:7100");

        site.remove(first, red);
        first.containerd().nextAddress(SHARED);
        Controller bank = Controller.deployment("bank", "blue", "5d9c7b6f48");
        Pod blue = site.run(
                first,
                bank,
                script(
                        bank.pod("aaaaa"),
                        "blue",
                        "converse listen 7001 & exec converse connect " + prober.ip() + " 7101 0 100"));
        assertThat(blue.ip()).isEqualTo(shared);
        awaitOutbound("prober", "tcp bank/blue:7001");
        awaitInbound("prober", "tcp bank/blue:7101");

        assertThat(Talk.outbound(site.collector(), "prober"))
                .containsExactlyInAnyOrder("tcp shop/red:7000", "tcp bank/blue:7001");
        assertThat(Talk.inbound(site.collector(), "prober"))
                .containsExactlyInAnyOrder("tcp shop/red:7100", "tcp bank/blue:7101");
        assertThat(Shop.incidents(site.collector())).isEmpty();
    }

    @Test
    @Order(4)
    void whatTheApiServerTellsLateRaisesNothing() throws IOException {
        long known = clients("caller");
        site.delayApi(DELAY);
        // A new replica of a locked workload is called, and calls, long before the API server knows it.
        Pod again = site.run(second, deployment("far"), server("far").recreatedAs("far-5d9c7b6f48-bbbbb"));
        lead(LATE, again);
        site.api().service("shop", "late", LATE, "far", List.of(again));
        site.run(
                first,
                deployment("newcomer"),
                pod(
                        "newcomer",
                        each(
                                "converse connect " + again.ip() + " 8080",
                                "converse connect " + LATE.address() + " 80")));

        awaitOutbound("newcomer", "tcp service shop/late:80");
        assertThat(Talk.outbound(site.collector(), "newcomer"))
                .containsExactlyInAnyOrder("tcp shop/far:8080", "tcp service shop/late:80");
        await().atMost(NetworkSite.PATIENCE).until(() -> clients("caller") > known);
        // The newcomer itself is a stranger to the locked workload, and rightly told.
        assertThat(Talk.deviations(site.collector()))
                .allMatch(told -> told.equals("new-client tcp shop/newcomer:8080"));
    }

    private static long clients(String workload) {
        return Shop.profile(site.collector(), workload).getProgress().getObservations();
    }

    private static void awaitOutbound(String workload, String word) {
        await(word)
                .atMost(NetworkSite.PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() ->
                        assertThat(Talk.outbound(site.collector(), workload)).contains(word));
    }

    private static void awaitInbound(String workload, String word) {
        await(word)
                .atMost(NetworkSite.PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() ->
                        assertThat(Talk.inbound(site.collector(), workload)).contains(word));
    }

    private static void lead(ServiceAddress service, Pod backend) throws IOException {
        for (LabNode node : List.of(first, second)) {
            new ServiceAddresses(node.network())
                    .lead(service.address(), service.port(), backend.ip(), service.targetPort());
        }
    }

    private static Controller deployment(String name) {
        return Controller.deployment("shop", name, "5d9c7b6f48");
    }

    private static PodSpec server(String name) throws IOException {
        return pod(name, "converse echo 8053 & exec converse listen6 8080");
    }

    private static PodSpec pod(String name, String script) throws IOException {
        return script(deployment(name).pod("aaaaa").resolver(NetworkSite.RESOLVER, NetworkSite.DOMAIN), name, script);
    }

    private static PodSpec script(PodSpec pod, String container, String script) throws IOException {
        return pod.container(ContainerSpec.of(container, first.image(Images.TOOLS), "/bin/sh", "-c", script));
    }

    private static String each(String... commands) {
        return "while true; do " + String.join("; ", commands) + "; sleep 1; done";
    }
}
