// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.Classifier;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.profile.EntrySource;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.Support;
import io.plumbline.profiles.workload.Workload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Ports that are open to the cluster by evidence: a resolver, an ingress or a collector of metrics serves whoever comes, and each
 * new client would be news for ever. A port is open when {@value #CLIENTS} workloads of {@value #NAMESPACES} namespaces at least are
 * normal clients of it; then one entry stands for the learned ones, and covers every workload of the cluster, but no node and no
 * address outside of it.
 *
 * <p>This is computed from the entries and kept nowhere, so that the order in which they came does not matter. It is no way for an
 * intruder to make himself normal: while a baseline learns, each client is learned anyway, and in a locked one only those count that
 * were learned before or that a person accepted. What waits for a person or is denied never counts, a denied client stays denied,
 * and a person who forgets the entry closes the port for good.
 */
final class OpenPorts {
    /** Distinct workloads that connect to a port: the services around one application are fewer. */
    static final int CLIENTS = 8;

    /** Their namespaces: an application that is used within its own namespace alone stays closed. */
    static final int NAMESPACES = 2;

    /** Once a port is open, so many clients of it are kept one by one while the baseline learns; what more there are add nothing. */
    static final int MOST_KEPT = 64;

    private static final int MOST_IMAGES = 16;

    private final Map<String, Open> open;

    /**
     * One of them.
     *
     * @param clients normal entries of workloads, in the order in which they were first seen
     */
    record Open(Inbound behavior, List<ProfileEntry> clients) {
        /** Those that the entry stands for; what a person said stays visible. */
        List<ProfileEntry> folded() {
            return clients.stream()
                    .filter(entry -> entry.source() == EntrySource.LEARNED && entry.attribution() == null)
                    .toList();
        }

        /** When the last client came that it took. */
        long sinceUnixNanos() {
            Evidence evidence = new Evidence();
            for (ProfileEntry client : clients) {
                evidence.add(client);
                if (evidence.isEnough()) {
                    return client.support().firstSeen();
                }
            }
            return 0;
        }

        ProfileEntry entry() {
            return new ProfileEntry(
                    BehaviorId.of(behavior),
                    behavior,
                    Classifier.classify(behavior),
                    EntryState.ACTIVE,
                    EntrySource.LEARNED,
                    together(clients),
                    null);
        }
    }

    private static final class Evidence {
        private final Set<Workload> workloads = new HashSet<>();
        private final Set<String> namespaces = new HashSet<>();

        void add(ProfileEntry entry) {
            if (entry.behavior() instanceof Inbound inbound && inbound.peer() instanceof Peer.WorkloadPeer client) {
                workloads.add(client.workload());
                namespaces.add(client.workload().namespace());
            }
        }

        boolean isEnough() {
            return workloads.size() >= CLIENTS && namespaces.size() >= NAMESPACES;
        }
    }

    private record Port(int number, Transport transport) {}

    private OpenPorts(Map<String, Open> open) {
        this.open = open;
    }

    /**
     * Of these entries.
     *
     * @param refused ids that never go active by themselves
     * @param now nanoseconds since 1970 UTC; entries whose time is over do not count
     */
    static OpenPorts of(Collection<ProfileEntry> entries, Predicate<String> refused, long now) {
        Map<Port, List<ProfileEntry>> clients = new LinkedHashMap<>();
        Set<String> stated = new HashSet<>();
        for (ProfileEntry entry : entries) {
            if (!(entry.behavior() instanceof Inbound inbound)) {
                continue;
            }
            if (inbound.peer() instanceof Peer.Cluster) {
                // Whatever a person said of it.
                stated.add(entry.id());
            } else if (inbound.peer() instanceof Peer.WorkloadPeer
                    && entry.state() == EntryState.ACTIVE
                    && entry.counts(now)) {
                clients.computeIfAbsent(new Port(inbound.port(), inbound.transport()), ignored -> new ArrayList<>())
                        .add(entry);
            }
        }
        Map<String, Open> open = new LinkedHashMap<>();
        clients.forEach((port, known) -> {
            Inbound behavior = new Inbound(new Peer.Cluster(), port.number, port.transport);
            String id = BehaviorId.of(behavior);
            Evidence evidence = new Evidence();
            known.forEach(evidence::add);
            if (evidence.isEnough() && !stated.contains(id) && !refused.test(id)) {
                known.sort(Comparator.comparingLong(
                                (ProfileEntry entry) -> entry.support().firstSeen())
                        .thenComparing(ProfileEntry::id));
                open.put(id, new Open(behavior, List.copyOf(known)));
            }
        });
        return new OpenPorts(open);
    }

    Collection<Open> all() {
        return open.values();
    }

    /** The one whose entry has this id. */
    @Nullable
    Open get(String entryId) {
        return open.get(entryId);
    }

    /** The one that covers the behaviour. */
    @Nullable
    Open covering(Behavior behavior) {
        return behavior instanceof Inbound inbound && inbound.peer() instanceof Peer.WorkloadPeer
                ? open.get(BehaviorId.of(new Inbound(new Peer.Cluster(), inbound.port(), inbound.transport())))
                : null;
    }

    /** The entries with one for each open port in the place of the learned clients. */
    Map<String, ProfileEntry> fold(Map<String, ProfileEntry> entries) {
        if (open.isEmpty()) {
            return entries;
        }
        Map<String, ProfileEntry> folded = new LinkedHashMap<>(entries);
        open.forEach((id, one) -> {
            one.folded().forEach(entry -> folded.remove(entry.id()));
            folded.put(id, one.entry());
        });
        return folded;
    }

    /** Pods, starts and nodes of several clients may be the same ones: the most of any is what is known for sure. */
    private static Support together(List<ProfileEntry> clients) {
        long count = 0;
        long first = Long.MAX_VALUE;
        long last = 0;
        int replicas = 0;
        int starts = 0;
        int nodes = 0;
        TreeSet<String> images = new TreeSet<>();
        for (ProfileEntry client : clients) {
            Support support = client.support();
            if (support.count() == 0) {
                continue;
            }
            count += support.count();
            first = Math.min(first, support.firstSeen());
            last = Math.max(last, support.lastSeen());
            replicas = Math.max(replicas, support.replicas());
            starts = Math.max(starts, support.starts());
            nodes = Math.max(nodes, support.nodes());
            images.addAll(support.imageVersions());
        }
        return count == 0
                ? Support.NONE
                : new Support(
                        count,
                        first,
                        last,
                        replicas,
                        starts,
                        nodes,
                        images.stream().limit(MOST_IMAGES).toList());
    }
}
