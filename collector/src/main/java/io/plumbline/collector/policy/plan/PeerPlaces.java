// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.plan;

import io.plumbline.collector.policy.cluster.Identification;
import io.plumbline.collector.policy.cluster.NetworkFacts;
import io.plumbline.collector.policy.cluster.PodFacts;
import io.plumbline.collector.policy.cluster.ServiceFacts;
import io.plumbline.collector.policy.spec.Selector;
import io.plumbline.profiles.peer.AddressRange;
import io.plumbline.profiles.workload.Workload;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Turns peers of both directions into places. */
final class PeerPlaces {
    private final NetworkFacts cluster;
    private final Notes notes;
    private final Map<String, List<PodFacts>> podsByNamespace = new HashMap<>();

    PeerPlaces(NetworkFacts cluster, Notes notes) {
        this.cluster = cluster;
        this.notes = notes;
    }

    List<PodFacts> pods(String namespace) {
        return podsByNamespace.computeIfAbsent(namespace, cluster::pods);
    }

    Identification identify(Workload workload) {
        return Identification.of(workload, cluster.pods(workload), pods(workload.namespace()));
    }

    /** The place where the pods of a workload are. */
    Place workload(Workload workload, Identification known) {
        if (known.hostNetwork()) {
            notes.add(workload + " has the network of its nodes: the nodes are allowed in its place.");
            return nodes(known.pods().stream()
                    .flatMap(pod -> pod.addresses().stream())
                    .toList());
        }
        if (known.pods().isEmpty() || known.labels().isEmpty()) {
            notes.add("No labels of " + workload + " are known: all pods of namespace " + workload.namespace()
                    + " are allowed in its place.");
            return new Place.Pods(workload.namespace(), Map.of());
        }
        notes.add(
                "The labels of " + workload + " also fit ",
                known.alsoFits().stream().map(Workload::toString).toList(),
                ": they are allowed with it.");
        return new Place.Pods(workload.namespace(), known.labels());
    }

    /**
     * The places where the pods behind a service are, each with those pods that are there; {@code because}: its words.
     */
    Map<Place, List<PodFacts>> behind(ServiceFacts service, String because) {
        List<PodFacts> behind = pods(service.namespace()).stream()
                .filter(pod -> Selector.of(service.selector()).matches(pod.labels()))
                .toList();
        List<PodFacts> onHost = behind.stream().filter(PodFacts::hostNetwork).toList();
        Map<Place, List<PodFacts>> places = new LinkedHashMap<>();
        if (!onHost.isEmpty()) {
            notes.add("Pods behind " + because
                    + " have the network of their nodes: the nodes are allowed in their place.");
            places.put(
                    nodes(onHost.stream()
                            .flatMap(pod -> pod.addresses().stream())
                            .toList()),
                    onHost);
        }
        if (onHost.isEmpty() || onHost.size() < behind.size()) {
            places.put(new Place.Pods(service.namespace(), service.selector()), behind);
        }
        return places;
    }

    /** The nodes of the cluster, and the addresses that one of them had. */
    Place nodes(Collection<InetAddress> recorded) {
        SortedSet<AddressRange> addresses = ranges(recorded);
        addresses.addAll(ranges(cluster.nodes()));
        return new Place.Nodes(addresses, !cluster.nodes().isEmpty());
    }

    Place addresses(Collection<InetAddress> addresses) {
        return new Place.Ranges(ranges(addresses));
    }

    static SortedSet<AddressRange> ranges(Collection<InetAddress> addresses) {
        SortedSet<AddressRange> ranges = new TreeSet<>();
        addresses.forEach(address -> ranges.add(AddressRange.of(address)));
        return ranges;
    }
}
