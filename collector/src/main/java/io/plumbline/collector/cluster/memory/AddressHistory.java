// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.memory;

import io.plumbline.collector.cluster.record.Tenancy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The objects that had an address, and the times when they had it. Any thread may read. At most 16 tenants an address: the API
 * lets anybody who may make a service claim the same address as all others, so what is beyond that is not kept, and counted.
 */
@SuppressWarnings("ReferenceEquality") // A tenant is replaced by its own next form, not by one that looks the same.
final class AddressHistory<T extends Tenancy> {
    static final int MOST_EACH = 16;

    private final ConcurrentMap<String, List<T>> tenants = new ConcurrentHashMap<>();
    private final Comparator<T> preference;
    private final LongAdder dropped;

    /** {@code preference}: who is believed first where several claim an address at the same time. */
    AddressHistory(Comparator<T> preference, LongAdder dropped) {
        this.preference = preference;
        this.dropped = dropped;
    }

    /** Puts the tenant in the place of its former form. */
    void put(String address, @Nullable T former, T tenant) {
        tenants.compute(address, (ignored, known) -> {
            if (known == null || (known.size() == 1 && known.getFirst() == former)) {
                return List.of(tenant);
            }
            var merged = new ArrayList<T>(known.size() + 1);
            known.stream().filter(other -> other != former).forEach(merged::add);
            merged.add(tenant);
            merged.sort(preference);
            if (merged.size() > MOST_EACH) {
                dropped.increment();
                merged.removeLast();
            }
            return List.copyOf(merged);
        });
    }

    void remove(String address, T tenant) {
        tenants.computeIfPresent(address, (ignored, known) -> {
            List<T> kept = known.stream().filter(other -> other != tenant).toList();
            return kept.isEmpty() ? null : kept;
        });
    }

    /** The objects that had the address at that time, the most credible first. */
    List<T> at(String address, long nanos) {
        List<T> known = tenants.getOrDefault(address, List.of());
        return known.size() == 1
                ? (known.getFirst().covers(nanos) ? known : List.of())
                : known.stream().filter(tenant -> tenant.covers(nanos)).toList();
    }

    Optional<T> first(String address, long nanos) {
        List<T> found = at(address, nanos);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }
}
