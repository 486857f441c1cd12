// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store;

import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.IncidentStatus;
import io.plumbline.v1.Severity;
import io.plumbline.v1.Workload;
import java.util.Set;

/**
 * The incidents that a person wants to see.
 *
 * @param namespace empty: all
 * @param workload name of a workload; empty: all
 * @param statuses empty: all
 * @param minimumSeverity number of the least severity; 0: all
 */
public record IncidentFilter(String namespace, String workload, Set<IncidentStatus> statuses, int minimumSeverity) {
    public IncidentFilter {
        statuses = Set.copyOf(statuses);
    }

    /** A filter of the given parts, as they come over the wire. */
    public static IncidentFilter of(String namespace, String workload, Set<IncidentStatus> statuses, Severity minimum) {
        return new IncidentFilter(
                namespace, workload, statuses, minimum == Severity.UNRECOGNIZED ? 0 : minimum.getNumber());
    }

    public boolean accepts(IncidentRecord record) {
        Workload subject = record.getIncident().getBaseline().getWorkload();
        return (namespace.isEmpty() || namespace.equals(subject.getNamespace()))
                && (workload.isEmpty() || workload.equals(subject.getName()))
                && (statuses.isEmpty() || statuses.contains(record.getStatus()))
                && record.getIncident().getSeverityValue() >= minimumSeverity;
    }
}
