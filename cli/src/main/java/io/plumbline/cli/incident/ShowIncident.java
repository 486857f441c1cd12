// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.incident;

import io.plumbline.cli.command.CommandContext;
import io.plumbline.cli.connection.CollectorConnection;
import io.plumbline.cli.terminal.Documents;
import io.plumbline.v1.GetIncidentRequest;
import io.plumbline.v1.IncidentRecord;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code plumbline incidents show}. */
@Command(name = "show", description = "Tells one incident: what happened, where, why it is not normal, what to do.")
public final class ShowIncident implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "INCIDENT", description = "Id of the incident, or at least its first 8 characters.")
    private String incident = "";

    public ShowIncident(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        IncidentRecord found;
        try (CollectorConnection connection = context.connect()) {
            var request =
                    GetIncidentRequest.newBuilder().setIncidentId(incident).build();
            found = connection.call(stub -> stub.getIncident(request));
        }
        switch (context.output()) {
            case TABLE, WIDE ->
                context.terminal()
                        .lines(new IncidentPage(found, context.output().wide()).lines());
            case JSON -> context.terminal().document(Documents.json(found));
            case YAML -> context.terminal().document(Documents.yaml(found));
        }
        return 0;
    }
}
