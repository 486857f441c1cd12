// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.incident;

import io.plumbline.cli.command.CommandContext;
import io.plumbline.cli.connection.CollectorConnection;
import io.plumbline.cli.terminal.CommandFailure;
import io.plumbline.v1.DecideRequest;
import io.plumbline.v1.DecideResponse;
import io.plumbline.v1.Decision;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.GetIncidentRequest;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.Scope;
import io.plumbline.v1.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** {@code plumbline accept} and {@code plumbline reject}. */
public final class DecideIncident implements Callable<Integer> {
    private final CommandContext context;
    private final Verdict verdict;

    @Mixin
    private DecisionOptions options = new DecisionOptions();

    private DecideIncident(CommandContext context, Verdict verdict) {
        this.context = context;
        this.verdict = verdict;
    }

    public static DecideIncident accept(CommandContext context) {
        return new DecideIncident(context, Verdict.VERDICT_ACCEPT);
    }

    public static DecideIncident reject(CommandContext context) {
        return new DecideIncident(context, Verdict.VERDICT_REJECT);
    }

    @Override
    public Integer call() {
        DecideResponse response;
        try (CollectorConnection connection = context.connect()) {
            var request = GetIncidentRequest.newBuilder()
                    .setIncidentId(options.incident)
                    .build();
            IncidentRecord incident = connection.call(stub -> stub.getIncident(request));
            var decision =
                    DecideRequest.newBuilder().setDecision(decision(incident)).build();
            response = connection.call(stub -> stub.decide(decision));
        }
        boolean accept = verdict == Verdict.VERDICT_ACCEPT;
        String done = options.dryRun ? (accept ? "Would accept" : "Would reject") : (accept ? "Accepted" : "Rejected");
        return DecisionAnswer.print(context, response, done);
    }

    private Decision decision(IncidentRecord incident) {
        var decision = Decision.newBuilder()
                .setVerdict(verdict)
                .setIncidentId(incident.getIncident().getIncidentId())
                .setScope(Scope.valueOf("SCOPE_" + options.scope.name()))
                .setActor(context.actor())
                .setReason(options.reason)
                .setDryRun(options.dryRun);
        if (options.deviation != null) {
            decision.setDeviationKey(
                    key(options.deviation, incident.getIncident().getDeviationsList()));
        }
        if (options.expires != null) {
            Instant end = context.now().plus(options.expires);
            decision.setExpiresAtUnixNanos(
                    Math.addExact(Math.multiplyExact(end.getEpochSecond(), 1_000_000_000L), end.getNano()));
        }
        return decision.build();
    }

    /** The key of the deviation that a number or the beginning of a key names. */
    private static String key(String text, List<Deviation> deviations) {
        if (text.matches("[0-9]{1,2}")) {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= deviations.size()) {
                return deviations.get(number - 1).getKey();
            }
        }
        List<String> keys = deviations.stream()
                .map(Deviation::getKey)
                .filter(key -> text.length() >= 8 && key.startsWith(text))
                .distinct()
                .toList();
        if (keys.size() != 1) {
            throw CommandFailure.usage("deviation: " + text + " (expected: a number from 1 to " + deviations.size()
                    + ", or at least 8 characters of one key of this incident)");
        }
        return keys.getFirst();
    }
}
