// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.testing;

import io.plumbline.collector.policy.cluster.ForwardedPort;
import io.plumbline.collector.policy.cluster.NetworkFacts;
import io.plumbline.collector.policy.cluster.PodFacts;
import io.plumbline.collector.policy.cluster.PodPort;
import io.plumbline.collector.policy.cluster.ServiceFacts;
import io.plumbline.collector.policy.spec.Protocol;
import io.plumbline.profiles.workload.Workload;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A cluster as a test wants it. */
public final class KnownCluster implements NetworkFacts {
    private final List<PodFacts> pods = new ArrayList<>();
    private final List<ServiceFacts> services = new ArrayList<>();
    private final List<InetAddress> nodes = new ArrayList<>();
    private final List<ApiEndpoint> apiServers = new ArrayList<>();
    private final Map<String, Map<String, String>> namespaceLabels = new HashMap<>();

    public static Workload workload(String path) {
        String[] parts = path.split("/", 3);
        return new Workload("local", parts[0], parts[1], parts[2]);
    }

    public static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }

    public static PodPort tcp(String name, int port) {
        return new PodPort(name, port, Protocol.TCP);
    }

    public static PodPort udp(String name, int port) {
        return new PodPort(name, port, Protocol.UDP);
    }

    /** {@code path}: namespace/kind/name of the workload. */
    public KnownCluster pod(String path, Map<String, String> labels, String address, PodPort... ports) {
        return add(path, labels, address, false, ports);
    }

    public KnownCluster hostPod(String path, Map<String, String> labels, String address, PodPort... ports) {
        return add(path, labels, address, true, ports);
    }

    public KnownCluster add(String path, Map<String, String> labels, String address, boolean host, PodPort... ports) {
        Workload workload = workload(path);
        pods.add(new PodFacts(workload.namespace(), workload, labels, List.of(address(address)), host, List.of(ports)));
        return this;
    }

    public KnownCluster service(String namespace, String name, Map<String, String> selector, ForwardedPort... ports) {
        services.add(new ServiceFacts(namespace, name, selector, List.of(ports), List.of()));
        return this;
    }

    public KnownCluster endpoints(String namespace, String name, List<String> addresses, ForwardedPort... ports) {
        services.add(new ServiceFacts(
                namespace,
                name,
                Map.of(),
                List.of(ports),
                addresses.stream().map(KnownCluster::address).toList()));
        return this;
    }

    public KnownCluster nodes(String... addresses) {
        Stream.of(addresses).map(KnownCluster::address).forEach(nodes::add);
        return this;
    }

    public KnownCluster apiServer(String address, int port) {
        apiServers.add(new ApiEndpoint(address(address), port));
        return this;
    }

    public KnownCluster namespace(String name, Map<String, String> labels) {
        namespaceLabels.put(name, labels);
        return this;
    }

    @Override
    public List<PodFacts> pods(String namespace) {
        return pods.stream().filter(pod -> pod.namespace().equals(namespace)).toList();
    }

    @Override
    public Map<String, String> namespaceLabels(String namespace) {
        Map<String, String> labels = new HashMap<>(namespaceLabels.getOrDefault(namespace, Map.of()));
        labels.put(NAMESPACE_NAME, namespace);
        return labels;
    }

    @Override
    public Optional<ServiceFacts> service(String namespace, String name) {
        return services.stream()
                .filter(one -> one.namespace().equals(namespace) && one.name().equals(name))
                .findFirst();
    }

    @Override
    public List<InetAddress> nodes() {
        return nodes;
    }

    @Override
    public List<ApiEndpoint> apiServers() {
        return apiServers;
    }
}
