// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.watch;

import io.fabric8.kubernetes.api.model.Namespace;
import io.plumbline.collector.cluster.record.NamespaceRecord;
import java.util.concurrent.atomic.LongAdder;

/** The reductions of objects of each kind; outlives a connection, so that what is shared stays shared. */
final class Reductions {
    private final Bounded bounded = new Bounded();
    private final OwnerReduction owners = new OwnerReduction(bounded);
    private final PodReduction pods = new PodReduction(bounded, owners);
    private final ServiceReduction services = new ServiceReduction(bounded);
    private final SliceReduction slices = new SliceReduction(bounded);
    private final NodeReduction nodes = new NodeReduction(bounded);
    private final LongAdder broken = new LongAdder();

    OwnerReduction owners() {
        return owners;
    }

    PodReduction pods() {
        return pods;
    }

    ServiceReduction services() {
        return services;
    }

    SliceReduction slices() {
        return slices;
    }

    NodeReduction nodes() {
        return nodes;
    }

    NamespaceRecord namespace(Namespace namespace) {
        return new NamespaceRecord(
                bounded.name(namespace.getMetadata().getUid()),
                bounded.labels(namespace.getMetadata().getLabels()));
    }

    /** Counts objects that broke a reduction. */
    LongAdder broken() {
        return broken;
    }

    long cut() {
        return bounded.cut() + broken.sum();
    }
}
