// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.decisions;

import io.plumbline.v1.BaselineKey;
import io.plumbline.v1.Scope;
import io.plumbline.v1.Workload;

/** Finds the baselines that a decision reaches. */
final class Reach {
    private Reach() {}

    /** {@code subject}: the baseline that was asked about. */
    static boolean covers(Scope scope, BaselineKey subject, BaselineKey other) {
        Workload one = subject.getWorkload();
        Workload two = other.getWorkload();
        boolean sameCluster = one.getCluster().equals(two.getCluster());
        return switch (scope) {
            case SCOPE_WORKLOAD -> one.equals(two);
            case SCOPE_NAMESPACE -> sameCluster && one.getNamespace().equals(two.getNamespace());
            case SCOPE_CLUSTER -> sameCluster;
            case SCOPE_CONTAINER, SCOPE_UNSPECIFIED, UNRECOGNIZED -> subject.equals(other);
        };
    }
}
