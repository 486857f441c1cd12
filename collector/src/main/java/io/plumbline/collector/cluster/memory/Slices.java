// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.memory;

import io.plumbline.collector.cluster.record.SliceRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The ends that services lead to: endpoint slices by service. */
final class Slices extends Kept<SliceRecord> {
    private static final long BYTES = 350;
    private static final long BYTES_EACH = 90;

    private final ConcurrentMap<String, Map<String, SliceRecord>> byService = new ConcurrentHashMap<>();
    private final Consumer<String> onChange;

    /** {@code onChange}: gets the namespace/name of a service that leads elsewhere now. */
    Slices(MemoryBounds bounds, Consumer<String> onChange) {
        super(bounds.slices());
        this.onChange = onChange;
    }

    @Override
    void changed(String key, @Nullable SliceRecord former, SliceRecord now) {
        if (former != null) {
            gone(key, former);
        }
        byService.compute(now.service(), (ignored, slices) -> {
            Map<String, SliceRecord> merged = slices == null ? new HashMap<>() : new HashMap<>(slices);
            merged.put(key, now);
            return Map.copyOf(merged);
        });
        onChange.accept(now.service());
    }

    @Override
    void gone(String key, SliceRecord former) {
        byService.computeIfPresent(former.service(), (ignored, slices) -> {
            Map<String, SliceRecord> left = new HashMap<>(slices);
            left.remove(key);
            return left.isEmpty() ? null : Map.copyOf(left);
        });
        onChange.accept(former.service());
    }

    @Override
    long bytesOf(SliceRecord slice) {
        return BYTES
                + BYTES_EACH
                        * (slice.pods().size()
                                + slice.addresses().size()
                                + slice.ports().size());
    }

    /** Empty when nothing says where the service leads. */
    List<SliceRecord> of(String service) {
        return List.copyOf(byService.getOrDefault(service, Map.of()).values());
    }
}
