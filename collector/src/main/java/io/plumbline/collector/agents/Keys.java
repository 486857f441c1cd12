// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.agents;

import io.plumbline.v1.BaselineKey;
import io.plumbline.v1.Workload;
import io.plumbline.v1.WorkloadIdentity;

/**
 * Puts workloads into the collector's own cluster: an agent that has not been welcomed yet says "local", and no agent
 * may speak for another cluster.
 */
final class Keys {
    private Keys() {}

    static BaselineKey own(BaselineKey key, String cluster) {
        return key.toBuilder().setWorkload(own(key.getWorkload(), cluster)).build();
    }

    static WorkloadIdentity own(WorkloadIdentity identity, String cluster) {
        return identity.toBuilder()
                .setWorkload(own(identity.getWorkload(), cluster))
                .build();
    }

    private static Workload own(Workload workload, String cluster) {
        return workload.getCluster().equals(cluster)
                ? workload
                : workload.toBuilder().setCluster(cluster).build();
    }
}
