// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy;

import static io.plumbline.collector.testing.Flows.workload;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.collector.policy.cluster.ForwardedPort;
import io.plumbline.collector.policy.cluster.PodPort;
import io.plumbline.collector.policy.form.PolicyReader;
import io.plumbline.collector.policy.spec.Protocol;
import io.plumbline.collector.testing.Flows;
import io.plumbline.collector.testing.KnownCluster;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.v1.SuggestNetworkPolicyRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever was learned in whatever cluster: the policy that is made of it denies none of it. */
final class ReplayPropertyTest {
    private static final String[] NAMESPACES = {"shop", "payments", "kube-system", "ops"};
    private static final String[] NAMES = {"web", "api", "redis", "batch", "coredns"};
    private static final String[] PORT_NAMES = {"", "http", "grpc", "metrics"};
    private static final int[] PORTS = {53, 80, 443, 8080, 9090};

    static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void deniesNothingThatWasLearned(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        KnownCluster cluster = cluster(random);
        Flows flows = new Flows();
        for (int i = random.nextInt(20); i > 0; i--) {
            flow(random, flows);
        }
        var answer = new NetworkPolicies(() -> cluster)
                .suggest(
                        SuggestNetworkPolicyRequest.newBuilder().setReplay(true).build(),
                        KnownCluster.workload(Scenarios.WEB),
                        flows.profile(),
                        List.of());

        assertThat(answer.getReplay().getDeniedList())
                .withFailMessage(() -> answer.getReplay() + answer.getYaml())
                .isEmpty();
        assertThat(PolicyReader.read(answer.getYaml()).problems())
                .as(answer.getYaml())
                .isEmpty();
        // What was written down denies no more than what was made.
        var again = new NetworkPolicies(() -> cluster)
                .suggest(
                        SuggestNetworkPolicyRequest.newBuilder()
                                .setReplay(true)
                                .setDocument(answer.getYaml())
                                .build(),
                        KnownCluster.workload(Scenarios.WEB),
                        flows.profile(),
                        List.of());
        assertThat(again.getReplay()).isEqualTo(answer.getReplay());
    }

    private static KnownCluster cluster(RandomGenerator random) {
        var cluster = new KnownCluster();
        cluster.pod(Scenarios.WEB, labels("web", random), "10.244.0.9", ports(random));
        for (String namespace : NAMESPACES) {
            for (String name : NAMES) {
                boolean own = Scenarios.WEB.equals(namespace + "/Deployment/" + name);
                boolean host = random.nextInt(6) == 0 && !own;
                PodPort[] same = ports(random);
                for (int i = random.nextInt(3); i > 0; i--) {
                    cluster.add(
                            namespace + "/Deployment/" + name,
                            random.nextInt(8) == 0 && !own ? Map.of() : labels(name, random),
                            "10.244." + random.nextInt(200) + "." + random.nextInt(1, 250),
                            host,
                            random.nextBoolean() ? same : ports(random));
                }
                if (random.nextBoolean()) {
                    cluster.service(
                            namespace,
                            name,
                            random.nextInt(5) == 0 ? Map.of() : Map.of("app", name),
                            servicePorts(random));
                }
            }
        }
        if (random.nextBoolean()) {
            cluster.nodes("192.168.1.10", "2001:db8::10");
        }
        if (random.nextBoolean()) {
            cluster.apiServer("192.168.1.10", 6443);
        }
        return cluster;
    }

    private static Map<String, String> labels(String name, RandomGenerator random) {
        Map<String, String> labels = new HashMap<>(Map.of("app", name));
        if (random.nextBoolean()) {
            labels.put("pod-template-hash", Integer.toHexString(random.nextInt()));
        }
        if (random.nextBoolean()) {
            labels.put("version", "v" + random.nextInt(3));
        }
        return labels;
    }

    private static PodPort[] ports(RandomGenerator random) {
        List<PodPort> ports = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            ports.add(new PodPort(
                    PORT_NAMES[random.nextInt(PORT_NAMES.length)],
                    PORTS[random.nextInt(PORTS.length)],
                    random.nextBoolean() ? Protocol.TCP : Protocol.UDP));
        }
        return ports.toArray(PodPort[]::new);
    }

    private static ForwardedPort[] servicePorts(RandomGenerator random) {
        List<ForwardedPort> ports = new ArrayList<>();
        for (int port : PORTS) {
            if (random.nextBoolean()) {
                String name = PORT_NAMES[random.nextInt(PORT_NAMES.length)];
                ports.add(new ForwardedPort(
                        port,
                        random.nextBoolean() ? Protocol.TCP : Protocol.UDP,
                        name,
                        name.isEmpty() ? PORTS[random.nextInt(PORTS.length)] : 0));
            }
        }
        return ports.toArray(ForwardedPort[]::new);
    }

    private static void flow(RandomGenerator random, Flows flows) {
        Peer peer = peer(random);
        int port = PORTS[random.nextInt(PORTS.length)];
        Transport transport = random.nextBoolean() ? Transport.TCP : Transport.UDP;
        String[] addresses = new String[random.nextInt(4)];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = address(random, peer);
        }
        flows.add(
                random.nextBoolean() ? new Outbound(peer, port, transport) : new Inbound(peer, port, transport),
                addresses);
        if (random.nextInt(4) == 0) {
            flows.asksFor("example.com");
        }
    }

    private static String address(RandomGenerator random, Peer peer) {
        int last = random.nextInt(1, 250);
        if (peer instanceof Peer.Cidr) {
            return "203.0.113." + last;
        }
        return switch (random.nextInt(4)) {
            case 0 -> "10.244." + random.nextInt(200) + "." + last;
            case 1 -> "203.0.113." + last;
            case 2 -> "fd00::" + last;
            default -> "2001:db8::" + last;
        };
    }

    private static Peer peer(RandomGenerator random) {
        String namespace = NAMESPACES[random.nextInt(NAMESPACES.length)];
        String name = NAMES[random.nextInt(NAMES.length)];
        return switch (random.nextInt(9)) {
            case 0, 1 -> workload(namespace + "/Deployment/" + name);
            case 2, 3 -> new Peer.Service(namespace, random.nextInt(4) == 0 ? "kube-dns" : name);
            case 4 -> new Peer.Node();
            case 5 -> new Peer.ApiServer();
            case 6 -> new Peer.MetadataService();
            case 7 -> new Peer.DnsName((random.nextBoolean() ? "*." : "") + name + ".example.com");
            default -> new Peer.Cidr("203.0.113.0/24");
        };
    }
}
