// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.incident;

import io.plumbline.cli.command.CommandContext;
import io.plumbline.cli.terminal.Documents;
import io.plumbline.cli.terminal.Line;
import io.plumbline.cli.terminal.Terminal;
import io.plumbline.cli.words.BehaviorWords;
import io.plumbline.cli.words.CountWords;
import io.plumbline.cli.words.EnumWords;
import io.plumbline.cli.words.TimeWords;
import io.plumbline.v1.DecideResponse;
import io.plumbline.v1.Decision;
import io.plumbline.v1.ProfileEntry;
import java.util.ArrayList;
import java.util.List;

/** Tells what came of a decision. */
final class DecisionAnswer {
    private DecisionAnswer() {}

    /** @param done what was done, for instance "Accepted" */
    static int print(CommandContext context, DecideResponse response, String done) {
        switch (context.output()) {
            case TABLE, WIDE ->
                context.terminal().lines(lines(response, done, context.output().wide()));
            case JSON -> context.terminal().document(Documents.json(response));
            case YAML -> context.terminal().document(Documents.yaml(response));
        }
        return 0;
    }

    private static List<Line> lines(DecideResponse response, String done, boolean wide) {
        Decision decision = response.getDecision();
        String end =
                decision.hasExpiresAtUnixNanos() ? " until " + TimeWords.full(decision.getExpiresAtUnixNanos()) : "";
        String id = decision.getDecisionId().isEmpty() ? "" : " (decision " + decision.getDecisionId() + ")";
        var lines = new ArrayList<Line>();
        lines.add(Line.of(done + " " + (decision.hasDeviationKey() ? "one deviation of " : "")
                + IncidentId.brief(decision.getIncidentId()) + " for the "
                + EnumWords.of(decision.getScope(), decision.getScopeValue(), "SCOPE_") + end + id + "; "
                + CountWords.of(response.getEntriesCount(), "profile entry", "profile entries")
                + (response.getEntriesCount() == 0 ? "." : ":")));
        for (ProfileEntry changed : response.getEntriesList()) {
            Line line = Line.of("  "
                    + EnumWords.of(changed.getState(), changed.getStateValue(), "ENTRY_STATE_") + "  "
                    + BehaviorWords.deed(changed.getBehavior()));
            lines.add(wide ? line : line.cut(Terminal.COLUMNS));
        }
        return lines;
    }
}
