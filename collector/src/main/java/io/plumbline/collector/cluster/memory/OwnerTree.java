// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.memory;

import io.plumbline.collector.cluster.record.OwnerRecord;
import io.plumbline.collector.cluster.record.OwnerRef;
import io.plumbline.kubernetes.PodContext.Owner;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Finds the way from the controller of a pod to the object that it comes from in the end. Any thread reads. */
final class OwnerTree {
    /** Stands for "nobody": the pod was made by itself. */
    static final Owner NOBODY = new Owner("", "", "");

    /** The kinds that have an owner of their own. Any other kind, also one that nobody knows here, is a top. */
    private static final Set<String> BETWEEN = Set.of("apps/ReplicaSet", "batch/Job", "v1/ReplicationController");

    private static final long BYTES = 350;
    private static final int DEPTH_LIMIT = 8;
    private static final int MOST_WAITING = 100_000;

    private final ConcurrentMap<String, OwnerRecord> byUid = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Set<String>> waiting = new ConcurrentHashMap<>();
    private final Consumer<String> onResolved;

    /** {@code onResolved}: gets the UID of a pod whose owner was not known when it was asked for, and may be now. */
    OwnerTree(Consumer<String> onResolved) {
        this.onResolved = onResolved;
    }

    /** The objects of one kind, which feed the tree. */
    Kept<OwnerRecord> kind(MemoryBounds.Bound bound, Graveyard graves, LongSupplier keepUntil) {
        return new Kept<>(bound) {
            @Override
            void changed(String key, @Nullable OwnerRecord former, OwnerRecord now) {
                if (former != null && !former.uid().equals(now.uid())) {
                    gone(key, former);
                }
                byUid.put(now.uid(), now);
                @Nullable Set<String> pods = waiting.remove(now.uid());
                if (pods != null) {
                    pods.forEach(onResolved);
                }
            }

            // Owners go before their pods do.
            @Override
            void gone(String key, OwnerRecord former) {
                graves.bury(keepUntil.getAsLong(), () -> byUid.remove(former.uid(), former));
            }

            @Override
            long bytesOf(OwnerRecord object) {
                return BYTES;
            }
        };
    }

    /** {@link #NOBODY} for no controller; empty while an owner between is not known: half of a chain would name another workload. */
    Optional<Owner> top(@Nullable OwnerRef controller) {
        return climb(controller) instanceof Climb.Top top ? Optional.of(top.owner()) : Optional.empty();
    }

    /** Finds the same; when an owner is missing, the pod is told once it becomes known. */
    Optional<Owner> topOrWait(String podUid, @Nullable OwnerRef controller) {
        Climb first = climb(controller);
        if (first instanceof Climb.Missing missing) {
            if (waiting.size() < MOST_WAITING) {
                waiting.computeIfAbsent(missing.uid(), ignored -> ConcurrentHashMap.newKeySet())
                        .add(podUid);
            }
            // It may have come between the look and the note.
            return top(controller);
        }
        return Optional.of(((Climb.Top) first).owner());
    }

    /** The pod is gone: nobody waits any more. */
    void forget(String podUid, @Nullable OwnerRef controller) {
        if (!waiting.isEmpty() && climb(controller) instanceof Climb.Missing missing) {
            waiting.computeIfPresent(missing.uid(), (ignored, pods) -> {
                pods.remove(podUid);
                return pods.isEmpty() ? null : pods;
            });
        }
    }

    private Climb climb(@Nullable OwnerRef controller) {
        if (controller == null) {
            return new Climb.Top(NOBODY);
        }
        OwnerRef reference = controller;
        for (int depth = 0; depth < DEPTH_LIMIT && BETWEEN.contains(reference.group()); depth++) {
            @Nullable OwnerRecord owner = byUid.get(reference.uid());
            if (owner == null) {
                return new Climb.Missing(reference.uid());
            }
            @Nullable OwnerRef parent = owner.controller();
            if (parent == null) {
                break;
            }
            reference = parent;
        }
        return new Climb.Top(new Owner(reference.kind(), reference.name(), reference.uid()));
    }

    private sealed interface Climb {
        record Top(Owner owner) implements Climb {}

        record Missing(String uid) implements Climb {}
    }
}
