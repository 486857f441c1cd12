// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.cluster;

import static io.plumbline.collector.testing.Samples.T0;
import static io.plumbline.collector.testing.Samples.sandbox;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.collector.cluster.ClusterKnowledge;
import io.plumbline.collector.cluster.ContainerPort;
import io.plumbline.collector.cluster.PodView;
import io.plumbline.collector.cluster.ServiceEnd;
import io.plumbline.collector.cluster.ServicePort;
import io.plumbline.collector.cluster.ServiceView;
import io.plumbline.collector.peers.SandboxIndex;
import io.plumbline.collector.policy.spec.Protocol;
import io.plumbline.collector.store.SandboxRow;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ObservedClusterTest {
    private static final Workload WEB = new Workload("local", "shop", "Deployment", "web");
    private static final Workload AGENT = new Workload("local", "shop", "DaemonSet", "agent");
    private static final Workload JOB = new Workload("local", "shop", "Deployment", "job");

    private final SandboxIndex sandboxes = new SandboxIndex(Duration.ZERO);
    private int looks;
    private final ObservedCluster cluster = new ObservedCluster(new Api(), sandboxes);

    @Test
    void takesPortsFromTheApi() {
        sandboxes.put(new SandboxRow("node-a", sandbox("1", "10.0.0.1", "web", T0)));
        assertThat(cluster.pods(WEB)).singleElement().satisfies(pod -> {
            assertThat(pod.ports()).containsExactly(new PodPort("http", 8080, Protocol.TCP));
            assertThat(pod.hostNetwork()).isFalse();
        });
    }

    @Test
    void takesAPodWithoutAnAddressOfItsOwnForOneOfTheNodesNetwork() {
        assertThat(cluster.pods(AGENT))
                .singleElement()
                .satisfies(pod -> assertThat(pod.hostNetwork()).isTrue());
    }

    @Test
    void remembersPodsThatAreGoneWhereNoneLives() {
        var gone = sandbox("2", "10.0.0.2", "job", T0).toBuilder().setToUnixNanos(T0 + 1);
        sandboxes.put(new SandboxRow("node-a", gone.build()));
        assertThat(cluster.pods(JOB)).hasSize(1);
    }

    @Test
    void looksAtPodsOnceHoweverManyPeersThereAre() {
        for (int i = 0; i < 10; i++) {
            sandboxes.put(new SandboxRow("node-a", sandbox("s" + i, "10.0.1." + i, "peer-" + i, T0)));
        }
        assertThat(cluster.pods("shop"))
                .extracting(pod -> pod.workload().name())
                .containsExactlyInAnyOrder(
                        "peer-0", "peer-1", "peer-2", "peer-3", "peer-4", "peer-5", "peer-6", "peer-7", "peer-8",
                        "peer-9", "web", "agent");

        sandboxes.put(new SandboxRow("node-a", sandbox("late", "10.0.1.99", "job", T0)));
        for (int i = 0; i < 10; i++) {
            var peer = new Workload("local", "shop", "Deployment", "peer-" + i);
            assertThat(cluster.pods(peer)).hasSize(1).isSameAs(cluster.pods(peer));
        }
        assertThat(cluster.pods(JOB)).as("told of after the first look").isEmpty();
        assertThat(new ObservedCluster(new Api(), sandboxes).pods(JOB))
                .as("the next request")
                .hasSize(1);
        assertThat(looks).as("one for each request").isEqualTo(2);
    }

    @Test
    void knowsPortsBehindServicesByNumberOrName() {
        assertThat(cluster.service("shop", "web"))
                .map(ServiceFacts::ports)
                .contains(List.of(
                        new ForwardedPort(80, Protocol.TCP, "http", 0), new ForwardedPort(53, Protocol.UDP, "", 5353)));
        assertThat(cluster.serviceOrUsual("kube-system", "kube-dns")).contains(ServiceFacts.DNS);
        assertThat(cluster.namespaceLabels("shop")).isEqualTo(Map.of("kubernetes.io/metadata.name", "shop"));
        assertThat(cluster.nodes()).hasSize(1);
    }

    private final class Api implements ClusterKnowledge {
        @Override
        public Optional<Map<String, String>> namespaceLabels(String namespace) {
            return Optional.empty();
        }

        @Override
        public Map<Workload, List<PodView>> podsIn(String namespace) {
            looks++;
            var port = new ContainerPort("app", "http", 8080, Transport.TCP);
            return Map.of(
                    WEB,
                    List.of(new PodView(
                            "shop", "web-1", Map.of("app", "web"), List.of("10.0.0.1"), false, List.of(port))),
                    AGENT,
                    List.of(new PodView("shop", "agent-1", Map.of("app", "agent"), List.of(), true, List.of())));
        }

        @Override
        public Optional<ServiceView> service(String namespace, String name) {
            return name.equals("web")
                    ? Optional.of(new ServiceView(
                            namespace,
                            name,
                            Map.of("app", "web"),
                            List.of(),
                            List.of(
                                    new ServicePort("http", 80, "http", Transport.TCP, 0),
                                    new ServicePort("dns", 53, "5353", Transport.UDP, 0))))
                    : Optional.empty();
        }

        @Override
        public List<Workload> workloadsBehind(String namespace, String serviceName) {
            return List.of();
        }

        @Override
        public List<String> nodeAddresses() {
            return List.of("192.168.1.10", "no address");
        }

        @Override
        public List<ServiceEnd> apiServers() {
            return List.of(new ServiceEnd("192.168.1.10", 6443));
        }
    }
}
