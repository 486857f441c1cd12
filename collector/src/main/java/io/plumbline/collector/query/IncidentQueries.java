// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.query;

import io.grpc.Status;
import io.plumbline.collector.incidents.IncidentLookup;
import io.plumbline.collector.store.IncidentCursor;
import io.plumbline.collector.store.IncidentFilter;
import io.plumbline.collector.store.Store;
import io.plumbline.v1.GetIncidentRequest;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.IncidentStatus;
import io.plumbline.v1.ListIncidentsRequest;
import io.plumbline.v1.ListIncidentsResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Incidents, as they are in the store. */
final class IncidentQueries {
    private static final String TOKEN = "incidents";

    private final Store store;

    IncidentQueries(Store store) {
        this.store = store;
    }

    ListIncidentsResponse list(ListIncidentsRequest request) {
        int size = PageToken.size(request.getPageSize());
        var filter = IncidentFilter.of(
                request.getNamespace(), request.getWorkload(), statuses(request), request.getMinimumSeverity());
        List<IncidentRecord> found = store.incidents(filter, cursor(request.getPageToken()), size + 1);
        var response = ListIncidentsResponse.newBuilder();
        if (found.size() > size) {
            IncidentRecord last = found.get(size - 1);
            response.setNextPageToken(PageToken.of(
                    TOKEN,
                    List.of(
                            Long.toString(last.getUpdatedAtUnixNanos()),
                            last.getIncident().getIncidentId())));
        }
        return response.addAllIncidents(found.subList(0, Math.min(size, found.size())))
                .build();
    }

    IncidentRecord get(GetIncidentRequest request) {
        return IncidentLookup.find(store, request.getIncidentId());
    }

    private static Set<IncidentStatus> statuses(ListIncidentsRequest request) {
        Set<IncidentStatus> statuses = EnumSet.noneOf(IncidentStatus.class);
        for (int i = 0; i < request.getStatusesCount(); i++) {
            IncidentStatus status = request.getStatuses(i);
            if (status == IncidentStatus.UNRECOGNIZED || status == IncidentStatus.INCIDENT_STATUS_UNSPECIFIED) {
                throw Status.INVALID_ARGUMENT
                        .withDescription("statuses: " + request.getStatusesValue(i)
                                + " (expected: open, accepted, rejected or expired)")
                        .asRuntimeException();
            }
            statuses.add(status);
        }
        return statuses;
    }

    private static @Nullable IncidentCursor cursor(String token) {
        if (token.isEmpty()) {
            return null;
        }
        List<String> parts = PageToken.parse(TOKEN, token, 2);
        if (!parts.getFirst().matches("\\d{1,19}")) {
            throw PageToken.wrong(token);
        }
        try {
            return new IncidentCursor(Long.parseLong(parts.getFirst()), parts.getLast());
        } catch (NumberFormatException tooLarge) {
            throw PageToken.wrong(token);
        }
    }
}
