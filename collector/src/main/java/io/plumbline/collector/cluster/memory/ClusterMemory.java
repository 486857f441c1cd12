// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.memory;

import io.plumbline.collector.cluster.ClusterKnowledge;
import io.plumbline.collector.cluster.PodView;
import io.plumbline.collector.cluster.ServiceEnd;
import io.plumbline.collector.cluster.ServiceView;
import io.plumbline.collector.cluster.record.NamespaceRecord;
import io.plumbline.collector.cluster.record.NodeRecord;
import io.plumbline.collector.cluster.record.OwnerRecord;
import io.plumbline.collector.cluster.record.PodRecord;
import io.plumbline.collector.cluster.record.ServiceRecord;
import io.plumbline.collector.cluster.record.SliceRecord;
import io.plumbline.collector.store.Times;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.workload.Workload;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as its API last told it. One thread for each kind of object writes; any thread asks, and nobody waits for anybody.
 * Bounded: see {@link MemoryBounds}.
 */
public final class ClusterMemory implements ClusterKnowledge {
    private static final String API_SERVER = "default/kubernetes";

    private final InstantSource clock;
    private final Graveyard graves;
    private final Pods pods;
    private final Kept<OwnerRecord> replicaSets;
    private final Kept<OwnerRecord> jobs;
    private final Kept<OwnerRecord> replicationControllers;
    private final Services services;
    private final ServiceBackends ends;
    private final Nodes nodes;
    private final Namespaces namespaces;
    private volatile boolean namespacesReadable = true;

    /** {@code cluster}: id of all workloads. */
    public ClusterMemory(String cluster, MemoryBounds bounds, InstantSource clock) {
        this.clock = clock;
        this.graves = new Graveyard(bounds.graves());
        this.pods = new Pods(cluster, bounds, graves, this::unixNanos);
        LongSupplier keepUntil = () -> unixNanos() + bounds.keepDeleted().toNanos();
        this.replicaSets = pods.owners().kind(bounds.owners(), graves, keepUntil);
        this.jobs = pods.owners().kind(bounds.owners(), graves, keepUntil);
        this.replicationControllers = pods.owners().kind(bounds.owners(), graves, keepUntil);
        this.services = new Services(bounds, graves, this::unixNanos);
        this.ends = new ServiceBackends(pods, bounds);
        this.nodes = new Nodes(bounds);
        this.namespaces = new Namespaces(bounds, pods::namespaceChanged);
    }

    public Kept<PodRecord> pods() {
        return pods;
    }

    public Kept<ServiceRecord> services() {
        return services;
    }

    public Kept<SliceRecord> slices() {
        return ends.slices();
    }

    public Kept<NodeRecord> nodes() {
        return nodes;
    }

    public Kept<NamespaceRecord> namespaces() {
        return namespaces;
    }

    public Kept<OwnerRecord> replicaSets() {
        return replicaSets;
    }

    public Kept<OwnerRecord> jobs() {
        return jobs;
    }

    public Kept<OwnerRecord> replicationControllers() {
        return replicationControllers;
    }

    /** False: namespaces can not be read, and nobody waits for their labels. */
    public void namespacesReadable(boolean readable) {
        namespacesReadable = readable;
    }

    /** Forgets what was deleted long ago. */
    public void sweep() {
        graves.sweep(unixNanos());
    }

    /** Deleted objects that are still remembered. */
    public int deleted() {
        return graves.size();
    }

    /** About as many bytes as everything takes at most: as if no two objects had anything in common. */
    public long bytes() {
        return all().mapToLong(Kept::bytes).sum();
    }

    /** Objects, or parts of them, that did not fit; since the start. */
    public long dropped() {
        return all().mapToLong(Kept::dropped).sum();
    }

    private Stream<Kept<?>> all() {
        return Stream.of(pods, replicaSets, jobs, replicationControllers, services, ends.slices(), nodes, namespaces);
    }

    /** The pods that had the address at that time, the one that began last first. */
    public List<PodRecord> podsAt(String ip, long unixNanos) {
        return pods.at(ip, unixNanos);
    }

    public Optional<Workload> workloadOf(PodRecord pod) {
        return pods.workload(pod);
    }

    /** The workload of a pod by its UID, which the runtime knows too. */
    public Optional<Workload> workloadOf(String podUid) {
        return pods.withUid(podUid).flatMap(pods::workload);
    }

    /**
     * The one other than a pod that had the address at that time: API server, service or node.
     *
     * @param ip canonical
     * @param port 0 when it does not matter
     * @param transport UNKNOWN for any
     */
    public Optional<Found> othersAt(String ip, int port, Transport transport, long unixNanos) {
        Optional<ServiceRecord> service = services.at(ip, unixNanos);
        if (service.isPresent()) {
            return service.map(this::found);
        }
        if (port != 0 && isApiServer(ip, port)) {
            return Optional.of(new Found(new Peer.ApiServer(), null));
        }
        if (!nodes.has(ip)) {
            return Optional.empty();
        }
        return (port == 0 ? Optional.<ServiceRecord>empty() : behindNodePort(port, transport, unixNanos))
                .map(this::found)
                .or(() -> Optional.of(new Found(new Peer.Node(), null)));
    }

    /**
     * The node, for an address that it has by convention among those of its pods: see {@link NodeRecord#gateways}. For the API
     * does not tell of it, and some networks give it to a pod, only where nobody else has had the address.
     */
    public Optional<Found> gatewayAt(String ip) {
        return nodes.isGateway(ip) ? Optional.of(new Found(new Peer.Node(), null)) : Optional.empty();
    }

    /** True when the API has nodes, and none of that name. */
    public boolean isGoneNode(String name) {
        return nodes.size() > 0 && nodes.get(name) == null;
    }

    /** The context of a pod as an agent is told it; empty while that is not known in full, and when the pod is gone. */
    public Optional<PodContext> context(String podUid) {
        Optional<PodRecord> pod = pods.withUid(podUid);
        if (pod.isEmpty()) {
            return Optional.empty();
        }
        PodRecord record = pod.get();
        @Nullable NamespaceRecord namespace = namespaces.get(record.namespace());
        if (namespace == null && namespacesReadable) {
            return Optional.empty();
        }
        return pods.top(record)
                .map(top -> new PodContext(
                        record.uid(),
                        record.namespace(),
                        record.name(),
                        top.equals(OwnerTree.NOBODY) ? null : top,
                        namespace == null ? null : namespace.uid(),
                        namespace == null ? Map.of() : namespace.labels(),
                        record.template().serviceAccount(),
                        record.template().commands(),
                        record.template().containerTypes()));
    }

    /** UIDs of the pods of a node. */
    public Set<String> podsOnNode(String node) {
        return Set.copyOf(pods.onNode(node));
    }

    /** Node by UID of the pods of which something new is to be told since the last call. */
    public Map<String, String> takeChanged() {
        return pods.takeChanged();
    }

    @Override
    public Optional<Map<String, String>> namespaceLabels(String namespace) {
        return Optional.ofNullable(namespaces.get(namespace)).map(NamespaceRecord::labels);
    }

    @Override
    public Map<Workload, List<PodView>> podsIn(String namespace) {
        Map<Workload, List<PodView>> views = new HashMap<>();
        pods.in(namespace)
                .forEach(pod -> pods.workload(pod)
                        .ifPresent(workload -> views.computeIfAbsent(workload, ignored -> new ArrayList<>())
                                .add(new PodView(
                                        pod.namespace(),
                                        pod.name(),
                                        pod.labels(),
                                        pod.ips(),
                                        pod.isHostNetwork(),
                                        pod.template().ports()))));
        return views;
    }

    @Override
    public Optional<ServiceView> service(String namespace, String name) {
        return Optional.ofNullable(services.get(namespace + '/' + name)).map(ServiceRecord::view);
    }

    @Override
    public List<Workload> workloadsBehind(String namespace, String serviceName) {
        return Optional.ofNullable(services.get(namespace + '/' + serviceName))
                .map(ends::of)
                .orElse(List.of());
    }

    @Override
    public List<String> nodeAddresses() {
        return nodes.addresses();
    }

    @Override
    public List<ServiceEnd> apiServers() {
        return ends.slices().of(API_SERVER).stream()
                .flatMap(slice -> slice.addresses().stream()
                        .flatMap(ip -> slice.ports().stream().map(port -> new ServiceEnd(ip, port))))
                .toList();
    }

    private Found found(ServiceRecord service) {
        if (service.key().equals(API_SERVER)) {
            return new Found(new Peer.ApiServer(), null);
        }
        List<Workload> workloads = ends.of(service);
        return new Found(
                new Peer.Service(service.view().namespace(), service.view().name()),
                workloads.size() == 1 ? workloads.getFirst() : null);
    }

    private boolean isApiServer(String ip, int port) {
        return apiServers().contains(new ServiceEnd(ip, port));
    }

    private Optional<ServiceRecord> behindNodePort(int port, Transport transport, long unixNanos) {
        return transport == Transport.UDP || transport == Transport.TCP
                ? services.atNodePort(port, transport, unixNanos)
                : services.atNodePort(port, Transport.TCP, unixNanos)
                        .or(() -> services.atNodePort(port, Transport.UDP, unixNanos));
    }

    private long unixNanos() {
        return Times.nanos(clock);
    }
}
