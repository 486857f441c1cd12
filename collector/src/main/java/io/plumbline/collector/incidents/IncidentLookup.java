// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.incidents;

import io.grpc.Status;
import io.plumbline.collector.store.Store;
import io.plumbline.v1.IncidentRecord;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the incident that a person means. */
public final class IncidentLookup {
    private static final int SHORTEST_PREFIX = 8;

    private IncidentLookup() {}

    /** The one incident of that id, or whose id begins so. */
    public static IncidentRecord find(Store store, String idOrPrefix) {
        String wanted = idOrPrefix.strip().toLowerCase(Locale.ROOT);
        Optional<IncidentRecord> exact = store.incident(idOrPrefix);
        if (exact.isPresent()) {
            return exact.get();
        }
        String shown = "incident_id: \"" + wanted.substring(0, Math.min(64, wanted.length())) + "\"";
        if (wanted.length() < SHORTEST_PREFIX) {
            throw Status.INVALID_ARGUMENT
                    .withDescription(shown + " (expected: at least " + SHORTEST_PREFIX + " characters of an id)")
                    .asRuntimeException();
        }
        List<IncidentRecord> found = store.incidentsByPrefix(wanted, 4);
        if (found.isEmpty()) {
            throw Status.NOT_FOUND
                    .withDescription(shown + " (expected: the id of an incident that the collector knows)")
                    .asRuntimeException();
        }
        if (found.size() > 1) {
            List<String> ids = found.stream()
                    .map(record -> record.getIncident().getIncidentId())
                    .toList();
            throw Status.INVALID_ARGUMENT
                    .withDescription(shown + " (expected: a prefix of one incident; it fits "
                            + String.join(", ", ids.subList(0, Math.min(3, ids.size())))
                            + (ids.size() > 3 ? " and more)" : ")"))
                    .asRuntimeException();
        }
        return found.getFirst();
    }
}
