// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.memory;

import static io.plumbline.collector.cluster.memory.Objects.DB;
import static io.plumbline.collector.cluster.memory.Objects.WEB;
import static io.plumbline.collector.cluster.memory.Objects.WEB_SET;
import static io.plumbline.collector.cluster.memory.Objects.claiming;
import static io.plumbline.collector.cluster.memory.Objects.pod;
import static io.plumbline.collector.cluster.memory.Objects.service;
import static io.plumbline.collector.testing.Samples.SECOND;
import static io.plumbline.collector.testing.Samples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.collector.cluster.ServiceEnd;
import io.plumbline.collector.cluster.memory.MemoryBounds.Bound;
import io.plumbline.collector.cluster.record.NamespaceRecord;
import io.plumbline.collector.cluster.record.NodeRecord;
import io.plumbline.collector.cluster.record.OwnerRecord;
import io.plumbline.collector.cluster.record.PodRecord;
import io.plumbline.collector.cluster.record.SliceRecord;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ClusterMemoryTest {
    private static final Workload WEB_WORKLOAD = new Workload("local", "shop", "Deployment", "web");
    private static final Workload DB_WORKLOAD = new Workload("local", "shop", "StatefulSet", "db");
    private static final MemoryBounds SMALL = new MemoryBounds(
            new Bound(100, 1 << 20),
            new Bound(1000, 1 << 20),
            new Bound(10, 3000),
            new Bound(10, 1 << 20),
            new Bound(10, 1 << 20),
            new Bound(100, 1 << 20),
            100,
            Duration.ofMinutes(10));

    private long now = T0 + 100 * SECOND;
    private final ClusterMemory memory = new ClusterMemory("local", SMALL, () -> Instant.ofEpochSecond(0, now));

    @Test
    void aReusedAddressBelongsToWhoeverBeganLast() {
        put(pod("uid-1", "db-0", "10.0.0.1", DB, T0));
        put(pod("uid-2", "web-1", "10.0.0.1", WEB, T0 + 2 * SECOND));

        assertThat(ownerAt(T0 + SECOND)).isEqualTo(DB_WORKLOAD);
        assertThat(ownerAt(T0 + 2 * SECOND)).isEqualTo(WEB_WORKLOAD);
        assertThat(ownerAt(T0 - SECOND)).isNull();
    }

    @Test
    void aDeletedPodIsRememberedForTenMinutes() {
        put(pod("uid-1", "db-0", "10.0.0.1", DB, T0));
        memory.pods().remove("shop/db-0");

        assertThat(ownerAt(now)).isEqualTo(DB_WORKLOAD);
        assertThat(ownerAt(now + SECOND)).isNull();
        assertThat(memory.workloadOf("uid-1")).contains(DB_WORKLOAD);
        assertThat(memory.podsIn("shop")).doesNotContainKey(DB_WORKLOAD);

        now += 599 * SECOND;
        memory.sweep();
        assertThat(ownerAt(T0)).isEqualTo(DB_WORKLOAD);
        now += SECOND;
        memory.sweep();
        assertThat(ownerAt(T0)).isNull();
        assertThat(memory.deleted()).isZero();
        assertThat(memory.bytes()).isZero();
    }

    @Test
    void aPodOfTheSameNameIsAnotherOne() {
        put(pod("uid-1", "db-0", "10.0.0.1", DB, T0));
        put(pod("uid-2", "db-0", "10.0.0.2", DB, T0 + 200 * SECOND));

        assertThat(memory.podsAt("10.0.0.1", now)).hasSize(1);
        assertThat(memory.podsAt("10.0.0.1", now + SECOND)).isEmpty();
        assertThat(memory.podsIn("shop").getOrDefault(DB_WORKLOAD, List.of()))
                .singleElement()
                .satisfies(view -> assertThat(view.ips()).containsExactly("10.0.0.2"));
    }

    @Test
    void aPodThatGetsAnotherAddressLosesTheFormer() {
        put(pod("uid-1", "db-0", "10.0.0.1", DB, T0));
        put(pod("uid-1", "db-0", "10.0.0.2", DB, T0));

        assertThat(ownerAt(now)).isEqualTo(DB_WORKLOAD);
        assertThat(ownerAt(now + SECOND)).isNull();
        assertThat(memory.podsAt("10.0.0.2", now + SECOND)).hasSize(1);
    }

    @Test
    void halfAChainOfOwnersNamesNobody() {
        memory.namespaces().put("shop", new NamespaceRecord("shop-uid", Map.of("team", "blue")));
        put(pod("uid-1", "web-7c5f-x", "10.0.0.1", WEB_SET, T0));
        assertThat(memory.workloadOf("uid-1")).isEmpty();
        assertThat(memory.context("uid-1")).isEmpty();
        assertThat(memory.takeChanged()).containsOnlyKeys("uid-1");

        memory.replicaSets().put("shop/web-7c5f", new OwnerRecord("web-set-uid", WEB));

        assertThat(memory.workloadOf("uid-1")).contains(WEB_WORKLOAD);
        assertThat(memory.takeChanged()).containsExactly(Map.entry("uid-1", "node-1"));
        assertThat(memory.context("uid-1").orElseThrow().owner())
                .isEqualTo(new PodContext.Owner("Deployment", "web", "web-uid"));

        // An owner goes before its pods do.
        memory.replicaSets().remove("shop/web-7c5f");
        assertThat(memory.workloadOf("uid-1")).contains(WEB_WORKLOAD);
    }

    @Test
    void agentsAreToldAgainOnlyWhatTheyWereNotTold() {
        put(pod("uid-1", "db-0", "10.0.0.1", DB, T0));
        assertThat(memory.context("uid-1")).as("without its namespace").isEmpty();
        memory.takeChanged();
        memory.namespaces().put("shop", new NamespaceRecord("shop-uid", Map.of("team", "blue")));
        assertThat(memory.takeChanged()).containsOnlyKeys("uid-1");

        put(pod("uid-1", "db-0", List.of("10.0.0.1", "fd00::1"), DB, T0));
        memory.namespaces().put("shop", new NamespaceRecord("shop-uid", Map.of("team", "blue")));
        assertThat(memory.takeChanged()).isEmpty();

        memory.namespaces().put("shop", new NamespaceRecord("shop-uid", Map.of("team", "red")));
        assertThat(memory.takeChanged()).containsOnlyKeys("uid-1");
        assertThat(memory.context("uid-1").orElseThrow().namespaceLabels()).containsEntry("team", "red");
        assertThat(memory.podsOnNode("node-1")).containsExactly("uid-1");
        assertThat(memory.podsIn("shop")).containsOnlyKeys(DB_WORKLOAD);
        assertThat(memory.podsOnNode("node-2")).isEmpty();
    }

    @Test
    void namespacesThatNobodyMayReadAreNotWaitedFor() {
        put(pod("uid-1", "db-0", "10.0.0.1", DB, T0));
        memory.namespacesReadable(false);

        assertThat(memory.context("uid-1").orElseThrow().namespaceUid()).isNull();
    }

    @Test
    void anAddressOfAServiceIsTheServiceWithTheOneWorkloadBehindIt() {
        memory.services().put("shop/web", service("shop", "web", "10.96.0.10", 30080, T0));
        memory.nodes().put("node-1", new NodeRecord(List.of("192.168.1.1"), List.of()));
        put(pod("uid-1", "web-1", "10.0.0.1", WEB, T0));
        put(pod("uid-2", "db-0", "10.0.0.2", DB, T0));
        Found service = new Found(new Peer.Service("shop", "web"), WEB_WORKLOAD);

        assertThat(others("10.96.0.10", 80)).as("by its selector").contains(service);
        assertThat(others("192.168.1.1", 30080)).contains(service);
        assertThat(others("192.168.1.1", 22)).contains(new Found(new Peer.Node(), null));
        assertThat(others("192.168.1.2", 22)).isEmpty();

        memory.slices().put("shop/web-abc", slice("shop/web", "shop/web-1"));
        assertThat(others("10.96.0.10", 80)).contains(service);
        memory.slices().put("shop/web-def", slice("shop/web", "shop/db-0"));
        assertThat(others("10.96.0.10", 80)).contains(new Found(new Peer.Service("shop", "web"), null));
        assertThat(memory.workloadsBehind("shop", "web")).containsExactlyInAnyOrder(WEB_WORKLOAD, DB_WORKLOAD);
        memory.slices().remove("shop/web-def");
        assertThat(others("10.96.0.10", 80)).contains(service);
        memory.slices().put("shop/web-abc", slice("shop/web", "shop/unknown"));
        assertThat(memory.workloadsBehind("shop", "web")).isEmpty();
    }

    @Test
    void theApiServerIsNeitherAServiceNorANode() {
        memory.services().put("default/kubernetes", service("default", "kubernetes", "10.96.0.1", 0, T0));
        memory.slices()
                .put(
                        "default/kubernetes",
                        new SliceRecord("default/kubernetes", List.of(), List.of("192.168.1.1"), Set.of(6443)));
        memory.nodes().put("control-1", new NodeRecord(List.of("192.168.1.1"), List.of()));
        Found apiServer = new Found(new Peer.ApiServer(), null);

        assertThat(memory.apiServers()).containsExactly(new ServiceEnd("192.168.1.1", 6443));
        assertThat(others("10.96.0.1", 443)).contains(apiServer);
        assertThat(others("192.168.1.1", 6443)).contains(apiServer);
        assertThat(others("192.168.1.1", 10250)).contains(new Found(new Peer.Node(), null));
    }

    @Test
    void whoMakesAServiceTakesNoNameAway() {
        memory.services().put("shop/old", claiming("old", "198.51.100.7", T0));
        memory.services().put("shop/evil", claiming("evil", "198.51.100.7", T0 + SECOND));
        memory.services().put("shop/web", service("shop", "web", "10.96.0.10", 0, T0 + 5 * SECOND));
        memory.services().put("shop/evil2", claiming("evil2", "10.96.0.10", T0));

        assertThat(others("198.51.100.7", 443)).contains(new Found(new Peer.Service("shop", "old"), null));
        assertThat(others("10.96.0.10", 80).orElseThrow().peer()).isEqualTo(new Peer.Service("shop", "web"));
    }

    @Test
    void aDeletedServiceIsStillWhoItWas() {
        memory.services().put("shop/web", service("shop", "web", "10.96.0.10", 0, T0));
        memory.services().remove("shop/web");
        now += 30 * SECOND;
        memory.services().put("shop/db", service("shop", "db", "10.96.0.10", 0, now));

        assertThat(memory.othersAt("10.96.0.10", 80, Transport.TCP, T0 + SECOND)
                        .orElseThrow()
                        .peer())
                .isEqualTo(new Peer.Service("shop", "web"));
        assertThat(memory.othersAt("10.96.0.10", 80, Transport.TCP, now)
                        .orElseThrow()
                        .peer())
                .isEqualTo(new Peer.Service("shop", "db"));
        assertThat(memory.othersAt("10.96.0.10", 80, Transport.TCP, now - SECOND))
                .isEmpty();
        assertThat(memory.service("shop", "web")).isEmpty();
    }

    @Test
    void whatDoesNotFitIsCounted() {
        for (int i = 0; i < 2000; i++) {
            memory.services().put("shop/s" + i, claiming("s" + i, "198.51.100.7", T0 + i));
        }
        assertThat(memory.services().size()).isEqualTo(1000);
        assertThat(memory.dropped()).isEqualTo(1000 + 1000 - AddressHistory.MOST_EACH);

        for (int i = 0; i < 200; i++) {
            put(pod("uid-" + i, "web-" + i, "10.0.0." + i, WEB, T0));
        }
        assertThat(memory.pods().size()).isEqualTo(100);
        memory.slices()
                .put(
                        "shop/many",
                        new SliceRecord("shop/x", Collections.nCopies(60, "shop/web-1"), List.of(), Set.of()));
        assertThat(memory.slices().size()).isZero();
        assertThat(memory.workloadsBehind("shop", "x")).isEmpty();
        for (int i = 0; i < 200; i++) {
            memory.pods().remove("shop/web-" + i);
        }
        assertThat(memory.deleted()).isEqualTo(100);
    }

    @Test
    void aHundredThousandServicesThatClaimOneAddressAreBounded() {
        var large = new ClusterMemory("local", MemoryBounds.defaults(), () -> Instant.ofEpochSecond(0, now));
        for (int i = 0; i < 101_000; i++) {
            large.services().put("shop/s" + i, claiming("s" + i, "198.51.100.7", T0 + i));
        }

        assertThat(large.services().size()).isEqualTo(100_000);
        assertThat(large.dropped()).isEqualTo(1000 + 100_000 - AddressHistory.MOST_EACH);
        assertThat(large.othersAt("198.51.100.7", 443, Transport.TCP, now)
                        .orElseThrow()
                        .peer())
                .isEqualTo(new Peer.Service("shop", "s0"));
    }

    private void put(PodRecord pod) {
        memory.pods().put("shop/" + pod.name(), pod);
    }

    private @Nullable Workload ownerAt(long time) {
        return memory.podsAt("10.0.0.1", time).stream()
                .findFirst()
                .flatMap(memory::workloadOf)
                .orElse(null);
    }

    private Optional<Found> others(String ip, int port) {
        return memory.othersAt(ip, port, Transport.TCP, now);
    }

    private static SliceRecord slice(String service, String... pods) {
        return new SliceRecord(service, List.of(pods), List.of(), Set.of(8080));
    }
}
