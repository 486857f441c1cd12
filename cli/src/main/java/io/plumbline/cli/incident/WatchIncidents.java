// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.incident;

import io.plumbline.cli.command.CommandContext;
import io.plumbline.cli.connection.CollectorConnection;
import io.plumbline.cli.profile.ProfileReference;
import io.plumbline.cli.terminal.Documents;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.WatchIncidentsRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plumbline incidents watch}. */
@Command(
        name = "watch",
        description = "Prints one line for each new revision of an incident, until it is interrupted.",
        footer = {"", "With -o json: one JSON object a line."})
public final class WatchIncidents implements Callable<Integer> {
    private final CommandContext context;

    @Option(
            names = "--workload",
            paramLabel = "WORKLOAD",
            description = "Only incidents of this workload: its name, or namespace/kind/name.")
    private @Nullable String workload;

    @Option(names = "--severity", paramLabel = "LEVEL", description = "At least: ${COMPLETION-CANDIDATES}.")
    private @Nullable SeverityLevel severity;

    @Option(names = "--include-open", description = "The open incidents first.")
    private boolean includeOpen;

    public WatchIncidents(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var request = WatchIncidentsRequest.newBuilder()
                .setNamespace(context.namespace())
                .setIncludeOpen(includeOpen);
        ProfileReference wanted = workload == null ? null : ProfileReference.parse(workload, context.namespace());
        if (wanted != null) {
            request.setNamespace(wanted.namespace()).setWorkload(wanted.name());
        }
        if (severity != null) {
            request.setMinimumSeverity(severity.wire());
        }
        try (CollectorConnection connection = context.connect()) {
            if (wanted != null && !wanted.isKnown(connection)) {
                // It may come yet.
                context.terminal().note(wanted.unknown());
            }
            return connection.stream(stub -> {
                stub.watchIncidents(request.build()).forEachRemaining(incident -> {
                    if (wanted == null || wanted.fits(incident.getIncident().getBaseline())) {
                        print(incident);
                    }
                });
                return 0;
            });
        }
    }

    private void print(IncidentRecord incident) {
        switch (context.output()) {
            case TABLE, WIDE ->
                context.terminal().line(new IncidentTable(context.output().wide(), context.now()).line(incident));
            case JSON -> context.terminal().document(Documents.jsonLine(incident));
            case YAML -> context.terminal().document("---\n" + Documents.yaml(incident));
        }
    }
}
