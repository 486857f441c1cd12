// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.graph;

import static io.plumbline.collector.testing.Flows.workload;
import static io.plumbline.collector.testing.KnownCluster.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.collector.policy.cluster.ForwardedPort;
import io.plumbline.collector.policy.spec.Protocol;
import io.plumbline.collector.testing.KnownCluster;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.profile.Attribution;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.EntrySource;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.LearningProgress;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.ContainerType;
import io.plumbline.v1.GetGraphResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class GraphBuilderTest {
    private final KnownCluster cluster = new KnownCluster()
            .pod("shop/StatefulSet/redis", Map.of("app", "redis"), "10.0.0.2", tcp("redis", 6379))
            .service("shop", "redis", Map.of("app", "redis"), new ForwardedPort(80, Protocol.TCP, "redis", 0));

    @Test
    void makesOneEdgeOfWhatBothSidesKnow() {
        GetGraphResponse graph = graph(
                "",
                profile("shop/Deployment/web", EntryState.ACTIVE, out(new Peer.Service("shop", "redis"), 80)),
                profile(
                        "shop/StatefulSet/redis",
                        EntryState.QUARANTINED,
                        new Inbound(workload("shop/Deployment/web"), 6379, Transport.TCP)));
        assertThat(graph.getEdgesList()).singleElement().satisfies(edge -> {
            assertThat(edge.getTo().getWorkload().getName()).isEqualTo("redis");
            assertThat(edge.getPort()).isEqualTo(6379);
            assertThat(edge.getKnownToClient()).isTrue();
            assertThat(edge.getKnownToServer()).isTrue();
            assertThat(edge.getState()).isEqualTo(io.plumbline.v1.EntryState.ENTRY_STATE_QUARANTINED);
        });
    }

    @Test
    void aServerThatIsOpenToTheClusterKnowsEachWorkloadThatConnectsToIt() {
        Profile web =
                profile("shop/Deployment/web", EntryState.ACTIVE, out(workload("kube-system/Deployment/coredns"), 53));
        Profile resolver = profile(
                "kube-system/Deployment/coredns",
                EntryState.ACTIVE,
                new Inbound(new Peer.Cluster(), 53, Transport.TCP),
                new Inbound(new Peer.Node(), 53, Transport.TCP));
        assertThat(graph("", web, resolver).getEdgesList()).hasSize(3);
        assertThat(graph("", resolver, web)).isEqualTo(graph("", web, resolver));
        assertThat(graph("shop", web, resolver).getEdgesList()).singleElement().satisfies(edge -> {
            assertThat(edge.getKnownToClient()).isTrue();
            assertThat(edge.getKnownToServer()).isTrue();
        });
    }

    @Test
    void keepsEdgesThatTouchTheNamespace() {
        Profile web = profile(
                "shop/Deployment/web",
                EntryState.ACTIVE,
                out(workload("data/StatefulSet/db"), 5432),
                out(new Peer.DnsName("example.com"), 443),
                out(new Peer.Loopback(), 80));
        assertThat(graph("data", web).getEdgesList()).hasSize(1);
        assertThat(graph("shop", web).getEdgesList()).hasSize(2);
        assertThat(graph("other", web).getEdgesList()).isEmpty();
    }

    @Test
    void isBoundedAndDoesNotDependOnTheOrder() {
        List<Profile> profiles = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            List<Behavior> behaviors = new ArrayList<>();
            for (int port = 1; port <= 1_000; port++) {
                behaviors.add(out(new Peer.DnsName("n" + port % 7 + ".example.com"), port));
            }
            profiles.add(profile("shop/Deployment/web" + i, EntryState.ACTIVE, behaviors.toArray(Behavior[]::new)));
        }
        GetGraphResponse graph = graph("", profiles.toArray(Profile[]::new));
        Collections.shuffle(profiles, new Random(7));

        assertThat(graph("", profiles.toArray(Profile[]::new))).isEqualTo(graph);
        assertThat(graph.getEdgesCount()).isEqualTo(GraphBuilder.MAX_EDGES);
        assertThat(graph.getTruncated()).isTrue();
    }

    private GetGraphResponse graph(String namespace, Profile... profiles) {
        var graph = new GraphBuilder(namespace, cluster);
        for (Profile profile : profiles) {
            graph.add(profile, 1);
        }
        return graph.build();
    }

    private static Behavior out(Peer peer, int port) {
        return new Outbound(peer, port, Transport.TCP);
    }

    static Profile profile(String path, EntryState state, Behavior... behaviors) {
        Map<String, ProfileEntry> entries = new LinkedHashMap<>();
        for (Behavior behavior : behaviors) {
            ProfileEntry entry =
                    ProfileEntry.decided(behavior, state, EntrySource.ACCEPTED, new Attribution("alice", "", null));
            entries.put(entry.id(), entry);
        }
        return new Profile(
                new BaselineKey(KnownCluster.workload(path), "app", ContainerType.APP),
                Mode.AUTO,
                BaselineState.STABLE,
                "",
                0,
                1,
                entries,
                new LearningProgress(0, 0, 0, 0, 0, 1, List.of(), "", 0));
    }
}
