// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy;

import io.plumbline.collector.policy.plan.RecordedEntry;
import io.plumbline.collector.store.IncidentFilter;
import io.plumbline.collector.store.Store;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.peer.AddressRange;
import io.plumbline.profiles.wire.BehaviorCodec;
import io.plumbline.profiles.wire.WorkloadCodec;
import io.plumbline.profiles.workload.Workload;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.IncidentStatus;
import io.plumbline.v1.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The flows that open incidents tell of: flows that a policy should deny. */
public final class Drift {
    /** Newest incidents that are looked at. */
    private static final int INCIDENTS = 500;

    private final Store store;

    public Drift(Store store) {
        this.store = store;
    }

    /** Flows of the open incidents of a workload, newest incident first. */
    public List<RecordedEntry> of(Workload workload) {
        var filter = IncidentFilter.of(
                workload.namespace(),
                workload.name(),
                Set.of(IncidentStatus.INCIDENT_STATUS_OPEN),
                Severity.SEVERITY_UNSPECIFIED);
        List<RecordedEntry> drift = new ArrayList<>();
        for (IncidentRecord record : store.incidents(filter, null, INCIDENTS)) {
            if (WorkloadCodec.fromProto(record.getIncident().getBaseline().getWorkload())
                    .equals(workload)) {
                record.getIncident().getDeviationsList().forEach(deviation -> add(deviation, drift));
            }
        }
        return drift;
    }

    private static void add(Deviation deviation, List<RecordedEntry> drift) {
        BehaviorCodec.read(deviation.getBehavior())
                .filter(behavior -> behavior instanceof Outbound || behavior instanceof Inbound)
                .ifPresent(behavior -> drift.add(new RecordedEntry(
                        behavior,
                        deviation.getCount(),
                        AddressRange.address(deviation.getConnection().getRemoteAddress()).stream()
                                .toList(),
                        false)));
    }
}
