// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.query;

import static io.plumbline.collector.testing.Samples.T0;
import static io.plumbline.collector.testing.Samples.delta;
import static io.plumbline.collector.testing.Samples.deviation;
import static io.plumbline.collector.testing.Samples.incident;
import static io.plumbline.collector.testing.Samples.sandbox;
import static io.plumbline.collector.testing.Samples.uuid;
import static io.plumbline.collector.testing.Samples.workload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.collector.testing.TestAgent;
import io.plumbline.collector.testing.TestCollector;
import io.plumbline.v1.Behavior;
import io.plumbline.v1.GetGraphRequest;
import io.plumbline.v1.GraphEdge;
import io.plumbline.v1.Inbound;
import io.plumbline.v1.Outbound;
import io.plumbline.v1.Peer;
import io.plumbline.v1.SandboxInterval;
import io.plumbline.v1.SuggestNetworkPolicyRequest;
import io.plumbline.v1.SuggestNetworkPolicyResponse;
import io.plumbline.v1.Transport;
import io.plumbline.v1.Workload;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Without a Kubernetes API: labels are those that agents report. */
final class NetworkQueriesTest {
    private final TestCollector collector = TestCollector.start();
    private final TestAgent agent = TestAgent.connect(collector.channel(), "node-a", uuid());

    @AfterEach
    void close() throws IOException {
        collector.close();
    }

    @BeforeEach
    void learn() {
        agent.send(labelled("1", "10.244.0.1", "web"))
                .send(labelled("2", "10.244.0.2", "redis"))
                .send(delta("web", "a", 3, outbound(peer("redis"), 6379)))
                .send(delta("redis", "b", 5, inbound(peer("web"), 6379)))
                .send(incident(
                        uuid(),
                        1,
                        "web",
                        deviation(
                                "d",
                                outbound(
                                        Peer.newBuilder()
                                                .setCidr("203.0.113.9/32")
                                                .build(),
                                        4444))))
                .settled();
    }

    @Test
    void suggestsAPolicyFromWhatAgentsReport() {
        SuggestNetworkPolicyResponse answer = suggest(SuggestNetworkPolicyRequest.newBuilder()
                .setWorkload(Workload.newBuilder().setNamespace("shop").setName("web"))
                .setReplay(true)
                .build());
        assertThat(answer.getYaml()).contains("""
                  egress:
                    # shop/Deployment/redis
                    - to:
                        - podSelector:
                            matchLabels:
                              app: redis
                      ports:
                        - protocol: TCP
                          port: 6379
                """);
        assertThat(answer.getNotesList())
                .contains("Still being learned, so that what was not seen yet is not allowed: container app.");
        // The peer had two addresses, and there is the incident.
        assertThat(answer.getReplay().getFlows()).isEqualTo(3);
        assertThat(answer.getReplay().getDeniedList()).singleElement().satisfies(flow -> {
            assertThat(flow.getNormal()).isFalse();
            assertThat(flow.getBehavior().getOutbound().getPort()).isEqualTo(4444);
        });
    }

    @Test
    void namesTheWorkloadThatIsNotThere() {
        assertThatThrownBy(() -> suggest(SuggestNetworkPolicyRequest.newBuilder()
                        .setWorkload(workload("nobody"))
                        .build()))
                .hasMessageStartingWith("NOT_FOUND: key: shop/Deployment/nobody (expected: a workload that was seen");
    }

    @Test
    void drawsWhatBothSidesKnow() {
        var people = collector.people();
        assertThat(people.getGraph(GetGraphRequest.newBuilder()
                                .setNamespace("shop")
                                .build())
                        .getEdgesList())
                .singleElement()
                .satisfies(edge -> {
                    assertThat(edge.getKnownToClient() && edge.getKnownToServer())
                            .isTrue();
                    assertThat(edge.getCount()).isEqualTo(5);
                });
        assertThat(people.getGraph(GetGraphRequest.getDefaultInstance()).getEdgesList())
                .extracting(GraphEdge::getPort)
                .containsExactly(6379);
        assertThatThrownBy(() -> people.getGraph(GetGraphRequest.newBuilder()
                        .setNamespace("x".repeat(64))
                        .build()))
                .hasMessageStartingWith("INVALID_ARGUMENT: namespace: 64 characters");
    }

    private SuggestNetworkPolicyResponse suggest(SuggestNetworkPolicyRequest request) {
        return collector.people().suggestNetworkPolicy(request);
    }

    private static SandboxInterval labelled(String id, String ip, String workload) {
        SandboxInterval plain = sandbox(id, ip, workload, T0);
        return plain.toBuilder()
                .setPod(plain.getPod().toBuilder().putLabels("app", workload).putLabels("pod-template-hash", id))
                .build();
    }

    private static Peer peer(String workload) {
        return Peer.newBuilder().setWorkload(workload(workload)).build();
    }

    private static Behavior outbound(Peer peer, int port) {
        return Behavior.newBuilder()
                .setOutbound(Outbound.newBuilder().setPeer(peer).setPort(port).setTransport(Transport.TRANSPORT_TCP))
                .build();
    }

    private static Behavior inbound(Peer peer, int port) {
        return Behavior.newBuilder()
                .setInbound(Inbound.newBuilder().setPeer(peer).setPort(port).setTransport(Transport.TRANSPORT_TCP))
                .build();
    }
}
