// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.agent;

import io.plumbline.cli.command.CommandContext;
import io.plumbline.cli.connection.CollectorConnection;
import io.plumbline.cli.terminal.Documents;
import io.plumbline.v1.ListAgentsRequest;
import io.plumbline.v1.ListAgentsResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code plumbline agents list}. */
@Command(name = "list", description = "Lists agents: which nodes are watched, by which sensor.")
public final class ListAgents implements Callable<Integer> {
    private final CommandContext context;

    public ListAgents(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        ListAgentsResponse found;
        try (CollectorConnection connection = context.connect()) {
            found = connection.call(stub -> stub.listAgents(ListAgentsRequest.getDefaultInstance()));
        }
        switch (context.output()) {
            case TABLE, WIDE ->
                context.terminal()
                        .lines(new AgentTable(context.output().wide(), context.now()).lines(found.getAgentsList()));
            case JSON -> context.terminal().document(Documents.json(found));
            case YAML -> context.terminal().document(Documents.yaml(found));
        }
        return 0;
    }
}
