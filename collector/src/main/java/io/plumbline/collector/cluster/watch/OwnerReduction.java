// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.plumbline.collector.cluster.record.Interner;
import io.plumbline.collector.cluster.record.OwnerRecord;
import io.plumbline.collector.cluster.record.OwnerRef;
import io.plumbline.kubernetes.client.PodMetadata;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reduces replica sets, jobs and replication controllers to their identity and that of their owner. */
final class OwnerReduction implements Function<HasMetadata, OwnerRecord> {
    private static final int MOST_SHARED = 32_768;

    private final Bounded bounded;
    private final Interner<OwnerRef> references = new Interner<>(MOST_SHARED);

    OwnerReduction(Bounded bounded) {
        this.bounded = bounded;
    }

    @Override
    public OwnerRecord apply(HasMetadata object) {
        ObjectMeta metadata = object.getMetadata();
        return new OwnerRecord(bounded.name(metadata.getUid()), controller(metadata));
    }

    @Nullable
    OwnerRef controller(ObjectMeta metadata) {
        return PodMetadata.controller(metadata)
                .map(reference -> references.of(new OwnerRef(
                        bounded.shared(PodMetadata.group(reference)),
                        bounded.shared(reference.getKind()),
                        bounded.name(reference.getName()),
                        bounded.name(reference.getUid()))))
                .orElse(null);
    }
}
