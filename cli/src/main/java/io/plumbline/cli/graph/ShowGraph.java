// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.graph;

import io.plumbline.cli.command.CommandContext;
import io.plumbline.cli.connection.CollectorConnection;
import io.plumbline.cli.terminal.Documents;
import io.plumbline.v1.GetGraphRequest;
import io.plumbline.v1.GetGraphResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code plumbline graph}. */
@Command(name = "graph", description = "Shows who talks to whom; -o dot writes it for Graphviz.")
public final class ShowGraph implements Callable<Integer> {
    private final CommandContext context;

    public ShowGraph(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        // Before the call: a form that does not exist is said at once.
        boolean dot = context.dot();
        var output = dot ? io.plumbline.cli.terminal.OutputFormat.TABLE : context.output();
        GetGraphResponse graph;
        try (CollectorConnection connection = context.connect()) {
            var request = GetGraphRequest.newBuilder()
                    .setNamespace(context.namespace())
                    .build();
            graph = connection.call(stub -> stub.getGraph(request));
        }
        if (dot) {
            context.terminal().document(GraphDot.of(graph.getEdgesList()));
        } else {
            switch (output) {
                case TABLE, WIDE ->
                    context.terminal()
                            .lines(new GraphTable(context.namespace(), output.wide(), context.now())
                                    .lines(graph.getEdgesList()));
                case JSON -> context.terminal().document(Documents.json(graph));
                case YAML -> context.terminal().document(Documents.yaml(graph));
            }
        }
        if (graph.getTruncated()) {
            context.terminal()
                    .note("There are more than " + graph.getEdgesCount() + " edges: -n shows those of one namespace.");
        }
        return 0;
    }
}
