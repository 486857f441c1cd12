// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.memory;

import io.plumbline.collector.cluster.record.PodRecord;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.profiles.workload.Workload;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All pods: by UID, address, node and namespace, and what agents are still to be told of them. */
final class Pods extends Kept<PodRecord> {
    private static final long BYTES = 550;
    private static final long BYTES_AN_ADDRESS = 100;

    private final String cluster;
    private final Graveyard graves;
    private final LongSupplier unixNanos;
    private final long keepNanos;
    private final OwnerTree owners = new OwnerTree(this::resolved);
    private final ConcurrentMap<String, PodRecord> byUid = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Set<String>> byNode = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Set<String>> byNamespace = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, String> changedOn = new ConcurrentHashMap<>();

    /** The addresses of pods. Where a pod was not told to be gone in time, the one that began last is believed. */
    private final AddressHistory<PodRecord> addresses =
            new AddressHistory<>(Comparator.comparingLong(PodRecord::fromNanos).reversed(), dropped);

    Pods(String cluster, MemoryBounds bounds, Graveyard graves, LongSupplier unixNanos) {
        super(bounds.pods());
        this.cluster = cluster;
        this.graves = graves;
        this.unixNanos = unixNanos;
        this.keepNanos = bounds.keepDeleted().toNanos();
    }

    OwnerTree owners() {
        return owners;
    }

    @Override
    void changed(String key, @Nullable PodRecord former, PodRecord now) {
        @Nullable PodRecord same = former;
        if (same != null && !same.uid().equals(now.uid())) {
            gone(key, same);
            same = null;
        }
        if (same != null) {
            now.top(same.top());
            now.end(same.untilNanos());
            leaveAddresses(same, now.ips());
        }
        byUid.put(now.uid(), now);
        for (String ip : now.ips()) {
            addresses.put(ip, same, now);
        }
        if (same == null || !same.node().equals(now.node())) {
            if (!now.node().isEmpty()) {
                members(byNode, now.node()).add(now.uid());
            }
        }
        if (same == null) {
            members(byNamespace, now.namespace()).add(now.uid());
        }
        if (!now.node().isEmpty() && (same == null || !same.looksLike(now))) {
            changedOn.put(now.uid(), now.node());
        }
    }

    @Override
    void gone(String key, PodRecord former) {
        former.end(unixNanos.getAsLong());
        leave(byNode, former.node(), former.uid());
        leave(byNamespace, former.namespace(), former.uid());
        changedOn.remove(former.uid());
        owners.forget(former.uid(), former.controller());
        bury(former, former.ips());
    }

    @Override
    long bytesOf(PodRecord pod) {
        return BYTES
                + pod.name().length()
                + BYTES_AN_ADDRESS * pod.ips().size()
                + bytesOf(pod.labels())
                + pod.template().bytes();
    }

    Optional<PodRecord> withUid(String uid) {
        return Optional.ofNullable(byUid.get(uid));
    }

    /** The pods that had the address at that time, the one that began last first. */
    List<PodRecord> at(String ip, long nanos) {
        return addresses.at(ip, nanos);
    }

    /** UIDs of the pods of a node; live. */
    Set<String> onNode(String node) {
        return byNode.getOrDefault(node, Set.of());
    }

    /** The living pods of a namespace. */
    Stream<PodRecord> in(String namespace) {
        return byNamespace.getOrDefault(namespace, Set.of()).stream()
                .map(byUid::get)
                .filter(Objects::nonNull)
                .filter(pod -> pod.untilNanos() == Long.MAX_VALUE);
    }

    /** Node by UID of the pods of which something new is to be told, since the last call. */
    Map<String, String> takeChanged() {
        if (changedOn.isEmpty()) {
            return Map.of();
        }
        Map<String, String> taken = new HashMap<>();
        changedOn.forEach((uid, node) -> {
            if (changedOn.remove(uid, node)) {
                taken.put(uid, node);
            }
        });
        return taken;
    }

    /** The namespace of these pods is another one now. */
    void namespaceChanged(String namespace) {
        in(namespace).filter(pod -> !pod.node().isEmpty()).forEach(pod -> changedOn.put(pod.uid(), pod.node()));
    }

    /** The owner; {@link OwnerTree#NOBODY} for none, empty while it is not known. */
    Optional<PodContext.Owner> top(PodRecord pod) {
        PodContext.@Nullable Owner known = pod.top();
        if (known != null) {
            return Optional.of(known);
        }
        Optional<PodContext.Owner> found = owners.topOrWait(pod.uid(), pod.controller());
        found.ifPresent(pod::top);
        return found;
    }

    /** The workload that the pod belongs to; empty while its owner is not known. */
    Optional<Workload> workload(PodRecord pod) {
        return top(pod).map(top -> top.equals(OwnerTree.NOBODY)
                ? new Workload(
                        cluster,
                        pod.namespace(),
                        pod.isFromManifest() ? PodContext.STATIC_POD : PodContext.POD,
                        pod.name())
                : new Workload(cluster, pod.namespace(), top.kind(), top.name()));
    }

    private void resolved(String uid) {
        @Nullable PodRecord pod = byUid.get(uid);
        if (pod != null && !pod.node().isEmpty()) {
            changedOn.put(uid, pod.node());
        }
    }

    private void leaveAddresses(PodRecord former, List<String> kept) {
        List<String> left =
                former.ips().stream().filter(ip -> !kept.contains(ip)).toList();
        if (!left.isEmpty()) {
            former.end(unixNanos.getAsLong());
            bury(former, left);
        }
    }

    private void bury(PodRecord pod, List<String> ips) {
        graves.bury(unixNanos.getAsLong() + keepNanos, () -> {
            ips.forEach(ip -> addresses.remove(ip, pod));
            byUid.remove(pod.uid(), pod);
        });
    }

    private static Set<String> members(ConcurrentMap<String, Set<String>> groups, String name) {
        return groups.computeIfAbsent(name, ignored -> ConcurrentHashMap.newKeySet());
    }

    private static void leave(ConcurrentMap<String, Set<String>> groups, String name, String uid) {
        groups.computeIfPresent(name, (ignored, members) -> {
            members.remove(uid);
            return members.isEmpty() ? null : members;
        });
    }
}
