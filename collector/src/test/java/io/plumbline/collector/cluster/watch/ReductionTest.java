// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.plumbline.collector.cluster.ContainerPort;
import io.plumbline.collector.cluster.ServicePort;
import io.plumbline.collector.cluster.memory.ClusterMemory;
import io.plumbline.collector.cluster.memory.MemoryBounds;
import io.plumbline.collector.cluster.record.NodeRecord;
import io.plumbline.collector.cluster.record.PodRecord;
import io.plumbline.collector.cluster.record.ServiceRecord;
import io.plumbline.collector.cluster.record.SliceRecord;
import io.plumbline.kubernetes.PodContext.RuntimeCommands;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.workload.ContainerType;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReductionTest {
    private final Reductions reductions = new Reductions();

    @Test
    void keepsOfAPodWhatSomebodyAsksFor() {
        PodRecord pod = reductions.pods().apply(pod().build());

        assertThat(pod.uid()).isEqualTo("pod-uid");
        assertThat(pod.node()).isEqualTo("node-1");
        assertThat(pod.ips()).containsExactly("10.0.0.1", "fd00:0:0:0:0:0:0:1");
        assertThat(pod.labels()).containsExactly(Map.entry("app", "web"));
        assertThat(pod.controller())
                .isNotNull()
                .satisfies(owner -> assertThat(owner.group()).isEqualTo("apps/ReplicaSet"));
        assertThat(pod.template().serviceAccount()).isEqualTo("default");
        assertThat(pod.template().containerTypes()).containsExactly(Map.entry("main", ContainerType.APP));
        assertThat(pod.template().commands())
                .containsExactly(Map.entry("main", new RuntimeCommands(List.of(List.of("/bin/check")), List.of())));
        assertThat(pod.template().ports()).containsExactly(new ContainerPort("main", "http", 8080, Transport.TCP));
        assertThat(pod.fromNanos()).isEqualTo(1_795_190_400_000_000_000L);
        assertThat(pod.untilNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(reductions.pods().apply(pod().build()).template()).isSameAs(pod.template());
        assertThat(reductions.pods().apply(pod().build()).labels()).isSameAs(pod.labels());
        assertThat(reductions.cut()).isZero();
    }

    @Test
    void aPodThatIsOverHasLeftItsAddress() {
        PodRecord pod = reductions
                .pods()
                .apply(pod().editStatus()
                        .withPhase("Succeeded")
                        .addNewContainerStatus()
                        .withNewState()
                        .withNewTerminated()
                        .withFinishedAt("2026-11-20T16:00:05Z")
                        .endTerminated()
                        .endState()
                        .endContainerStatus()
                        .endStatus()
                        .build());

        assertThat(pod.untilNanos()).isEqualTo(1_795_190_406_000_000_000L);
    }

    @Test
    void aPodOfTheNodesNetworkHasNoAddress() {
        assertThat(reductions
                        .pods()
                        .apply(pod().editSpec().withHostNetwork(true).endSpec().build())
                        .ips())
                .isEmpty();
    }

    @Test
    void hostileLabelsAndCommandsAreCutAndCounted() {
        Map<String, String> labels = new HashMap<>();
        labels.put("huge", "\u00e9".repeat(32 << 10));
        IntStream.range(0, 1000).forEach(i -> labels.put("label-" + i, "x"));
        Pod hostile = pod().editMetadata()
                .withLabels(labels)
                .endMetadata()
                .editSpec()
                .editContainer(0)
                .editReadinessProbe()
                .withNewExec()
                .withCommand("/bin/check", "x".repeat(65 << 10))
                .endExec()
                .endReadinessProbe()
                .endContainer()
                .addAllToContainers(IntStream.range(0, 300)
                        .mapToObj(i -> new ContainerBuilder().withName("x" + i).build())
                        .toList())
                .endSpec()
                .build();

        PodRecord pod = reductions.pods().apply(hostile);

        assertThat(pod.labels()).hasSize(Bounded.MOST_LABELS);
        assertThat(pod.labels().values()).allMatch(value -> value.getBytes(StandardCharsets.UTF_8).length <= 256);
        assertThat(pod.template().containerTypes()).hasSize(64);
        assertThat(pod.template().commands()).isEmpty();
        assertThat(reductions.cut()).isGreaterThanOrEqualTo(1001 - Bounded.MOST_LABELS + 2);
    }

    @Test
    void keepsOfAServiceItsAddressesPortsAndSelector() {
        Service service = new ServiceBuilder()
                .withNewMetadata()
                .withName("web")
                .withNamespace("shop")
                .withUid("service-uid")
                .endMetadata()
                .withNewSpec()
                .withClusterIP("10.96.0.10")
                .withClusterIPs("10.96.0.10", "None", "not an address")
                .withExternalIPs("198.51.100.7")
                .withSelector(Map.of("app", "web"))
                .withPorts(
                        new ServicePortBuilder()
                                .withPort(80)
                                .withName("http")
                                .withNewTargetPort("web")
                                .withNodePort(30080)
                                .build(),
                        new ServicePortBuilder()
                                .withPort(53)
                                .withProtocol("UDP")
                                .build())
                .endSpec()
                .withNewStatus()
                .withNewLoadBalancer()
                .addNewIngress()
                .withIp("203.0.113.5")
                .endIngress()
                .endLoadBalancer()
                .endStatus()
                .build();

        ServiceRecord record = reductions.services().apply(service);

        assertThat(record.view().clusterIps()).containsExactly("10.96.0.10");
        assertThat(record.externalIps()).containsExactly("198.51.100.7");
        assertThat(record.balancerIps()).containsExactly("203.0.113.5");
        assertThat(record.view().selector()).containsEntry("app", "web");
        assertThat(record.view().ports())
                .containsExactly(
                        new ServicePort("http", 80, "web", Transport.TCP, 30080),
                        new ServicePort("", 53, "53", Transport.UDP, 0));
    }

    @Test
    void keepsOfASliceItsPodsAndOtherEnds() {
        SliceRecord slice = reductions
                .slices()
                .apply(new EndpointSliceBuilder()
                        .withNewMetadata()
                        .withName("web-abc")
                        .withNamespace("shop")
                        .addToLabels("kubernetes.io/service-name", "web")
                        .endMetadata()
                        .addNewEndpoint()
                        .withAddresses("10.0.0.1")
                        .withNewTargetRef()
                        .withKind("Pod")
                        .withName("web-1")
                        .endTargetRef()
                        .endEndpoint()
                        .addNewEndpoint()
                        .withAddresses("203.0.113.5")
                        .endEndpoint()
                        .addNewPort()
                        .withPort(8080)
                        .endPort()
                        .build());

        assertThat(slice.service()).isEqualTo("shop/web");
        assertThat(slice.pods()).containsExactly("shop/web-1");
        assertThat(slice.addresses()).containsExactly("203.0.113.5");
        assertThat(slice.ports()).containsExactly(8080);
    }

    @Test
    void keepsOfANodeItsAddressesAndTheFirstTwoOfEachRangeOfItsPods() {
        NodeBuilder node = new NodeBuilder()
                .withNewSpec()
                .withPodCIDR("10.244.1.0/24")
                .withPodCIDRs("10.244.1.0/24", "fd00:1::/64", "10.9.9.9/32", "10.9.9.8/31", "nonsense/24", "10.0.0.0")
                .endSpec()
                .withNewStatus()
                .addNewAddress("192.168.1.1", "InternalIP")
                .addNewAddress("node-1", "Hostname")
                .endStatus();

        assertThat(reductions.nodes().apply(node.build()))
                .isEqualTo(new NodeRecord(
                        List.of("192.168.1.1"),
                        List.of("10.244.1.0", "10.244.1.1", "fd00:1:0:0:0:0:0:0", "fd00:1:0:0:0:0:0:1")));
        assertThat(reductions.nodes().apply(new Node())).isEqualTo(new NodeRecord(List.of(), List.of()));
        assertThat(reductions.cut()).isZero();

        NodeBuilder many = new NodeBuilder()
                .withNewSpec()
                .withPodCIDRs(IntStream.range(0, 100)
                        .mapToObj(i -> "10.244." + i + ".0/24")
                        .toList())
                .endSpec();
        assertThat(reductions.nodes().apply(many.build()).gateways()).hasSize(2 * NodeReduction.MOST_RANGES);
        assertThat(reductions.cut()).isEqualTo(1);
    }

    @Test
    void anObjectThatCannotBeUnderstoodEndsNothing() {
        var memory = new ClusterMemory("local", MemoryBounds.defaults(), InstantSource.system());
        var items = new ReducedItems<>(memory.pods(), reductions.pods(), Pod::new, reductions.broken());

        items.put("shop/broken", new Pod());
        items.put("shop/web-1", pod().build());

        assertThat(reductions.cut()).isEqualTo(1);
        assertThat(items.size()).isEqualTo(1);
        assertThat(items.values())
                .singleElement()
                .satisfies(known -> assertThat(items.getKey(known)).isEqualTo("shop/web-1"));
        assertThat(items.isFullState()).isFalse();
    }

    private static PodBuilder pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName("web-1")
                .withNamespace("shop")
                .withUid("pod-uid")
                .withLabels(Map.of("app", "web"))
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("ReplicaSet")
                .withName("web-7c5f")
                .withUid("set-uid")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-1")
                .withServiceAccountName("default")
                .addNewContainer()
                .withName("main")
                .addNewPort()
                .withContainerPort(8080)
                .withName("http")
                .endPort()
                .withNewReadinessProbe()
                .withNewExec()
                .withCommand("/bin/check")
                .endExec()
                .endReadinessProbe()
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .withStartTime("2026-11-20T16:00:00Z")
                .withPodIP("10.0.0.1")
                .addNewPodIP()
                .withIp("10.0.0.1")
                .endPodIP()
                .addNewPodIP()
                .withIp("fd00::1")
                .endPodIP()
                .endStatus();
    }
}
