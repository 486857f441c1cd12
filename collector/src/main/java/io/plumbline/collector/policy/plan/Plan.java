// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.plan;

import io.plumbline.collector.policy.cluster.Identification;
import io.plumbline.profiles.workload.Workload;
import java.util.List;

/**
 * The flows that a policy for a workload has to allow; all else is denied.
 *
 * @param notes what no policy can say, or what is said more widely than the profile, one sentence each
 */
public record Plan(
        Workload workload, Identification own, List<Allowance> ingress, List<Allowance> egress, List<String> notes) {
    public Plan {
        ingress = List.copyOf(ingress);
        egress = List.copyOf(egress);
        notes = List.copyOf(notes);
    }
}
