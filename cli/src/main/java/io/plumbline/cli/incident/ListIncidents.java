// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.incident;

import io.plumbline.cli.command.CommandContext;
import io.plumbline.cli.connection.CollectorConnection;
import io.plumbline.cli.profile.ProfileReference;
import io.plumbline.cli.terminal.Documents;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.IncidentStatus;
import io.plumbline.v1.ListIncidentsRequest;
import io.plumbline.v1.ListIncidentsResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plumbline incidents list}. */
@Command(name = "list", description = "Lists incidents, newest update first.")
public final class ListIncidents implements Callable<Integer> {
    enum Status {
        OPEN,
        ACCEPTED,
        REJECTED,
        EXPIRED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int LARGEST_PAGE = 500;

    private final CommandContext context;

    @Option(
            names = "--workload",
            paramLabel = "WORKLOAD",
            description = "Only incidents of this workload: its name, or namespace/kind/name.")
    private @Nullable String workload;

    @Option(names = "--status", split = ",", paramLabel = "STATUS", description = "Any of: ${COMPLETION-CANDIDATES}.")
    private List<Status> statuses = new ArrayList<>();

    @Option(names = "--severity", paramLabel = "LEVEL", description = "At least: ${COMPLETION-CANDIDATES}.")
    private @Nullable SeverityLevel severity;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "At most so many. Default: ${DEFAULT-VALUE}.")
    private int limit = 100;

    public ListIncidents(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        ListIncidentsResponse found = fetch();
        switch (context.output()) {
            case TABLE, WIDE -> {
                var table = new IncidentTable(context.output().wide(), context.now());
                context.terminal().lines(table.lines(found.getIncidentsList()));
                if (!found.getNextPageToken().isEmpty()) {
                    context.terminal().note("There are more than " + limit + " incidents: see --limit.");
                }
            }
            case JSON -> context.terminal().document(Documents.json(found));
            case YAML -> context.terminal().document(Documents.yaml(found));
        }
        return 0;
    }

    private ListIncidentsResponse fetch() {
        var request = ListIncidentsRequest.newBuilder().setNamespace(context.namespace());
        ProfileReference wanted = workload == null ? null : ProfileReference.parse(workload, context.namespace());
        if (wanted != null) {
            request.setNamespace(wanted.namespace()).setWorkload(wanted.name());
        }
        if (severity != null) {
            request.setMinimumSeverity(severity.wire());
        }
        statuses.forEach(status -> request.addStatuses(IncidentStatus.valueOf("INCIDENT_STATUS_" + status.name())));
        var all = new ArrayList<IncidentRecord>();
        String next = "";
        try (CollectorConnection connection = context.connect()) {
            do {
                request.setPageSize(Math.clamp(limit - all.size(), 1, LARGEST_PAGE))
                        .setPageToken(next);
                ListIncidentsResponse page = connection.call(stub -> stub.listIncidents(request.build()));
                page.getIncidentsList().stream()
                        .filter(record -> wanted == null
                                || wanted.fits(record.getIncident().getBaseline()))
                        .forEach(all::add);
                next = page.getNextPageToken();
            } while (!next.isEmpty() && all.size() < limit);
            if (all.isEmpty() && wanted != null) {
                wanted.requireKnown(connection);
            }
        }
        return ListIncidentsResponse.newBuilder()
                .addAllIncidents(all)
                .setNextPageToken(next)
                .build();
    }
}
