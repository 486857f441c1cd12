// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.incident;

import io.plumbline.cli.command.CommandContext;
import io.plumbline.cli.connection.CollectorConnection;
import io.plumbline.v1.DecideRequest;
import io.plumbline.v1.DecideResponse;
import io.plumbline.v1.Decision;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plumbline undo}. */
@Command(name = "undo", description = "Takes a decision back.")
public final class UndoDecision implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "DECISION", description = "Id of the decision, as `incidents show` tells it.")
    private String decision = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why. Kept with the decision.")
    private String reason = "";

    @Option(names = "--dry-run", description = "Tell what would change, and change nothing.")
    private boolean dryRun;

    public UndoDecision(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var undo = DecideRequest.newBuilder()
                .setDecision(Decision.newBuilder()
                        .setUndoOf(decision)
                        .setActor(context.actor())
                        .setReason(reason)
                        .setDryRun(dryRun))
                .build();
        DecideResponse response;
        try (CollectorConnection connection = context.connect()) {
            response = connection.call(stub -> stub.decide(undo));
        }
        return DecisionAnswer.print(context, response, dryRun ? "Would undo the decision on" : "Undid the decision on");
    }
}
