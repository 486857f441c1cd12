// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.decisions;

import io.grpc.Status;
import io.plumbline.v1.Decision;
import io.plumbline.v1.Scope;
import io.plumbline.v1.Verdict;
import java.time.Instant;

/** The rule for requests to decide. */
final class DecisionRule {
    private static final int MAX_REASON = 1_024;

    private DecisionRule() {}

    /** The request with its defaults; fails with INVALID_ARGUMENT naming what is wrong. */
    static Decision check(Decision request, long nowNanos) {
        boolean undo = request.hasUndoOf();
        boolean verdict =
                request.getVerdict() == Verdict.VERDICT_ACCEPT || request.getVerdict() == Verdict.VERDICT_REJECT;
        if (!undo && !verdict) {
            throw wrong("verdict: " + request.getVerdictValue() + " (expected: accept or reject)");
        }
        if (request.getScope() == Scope.UNRECOGNIZED) {
            throw wrong("scope: " + request.getScopeValue() + " (expected: container, workload, namespace or cluster)");
        }
        if (request.getReason().length() > MAX_REASON) {
            throw wrong(
                    "reason: " + request.getReason().length() + " characters (expected: at most " + MAX_REASON + ")");
        }
        if (request.hasExpiresAtUnixNanos() && request.getExpiresAtUnixNanos() <= nowNanos) {
            throw wrong("expires_at: " + Instant.ofEpochSecond(0, request.getExpiresAtUnixNanos())
                    + " (expected: a time after " + Instant.ofEpochSecond(0, nowNanos) + ")");
        }
        return request.getScope() == Scope.SCOPE_UNSPECIFIED
                ? request.toBuilder().setScope(Scope.SCOPE_CONTAINER).build()
                : request;
    }

    /** Describes a decision in one sentence: by whom, what and when, and how to take it back. */
    static String describe(Decision decision) {
        return "it was " + (decision.getVerdict() == Verdict.VERDICT_REJECT ? "rejected" : "accepted") + " by "
                + decision.getActor() + " at " + Instant.ofEpochSecond(0, decision.getDecidedAtUnixNanos())
                + ", decision " + decision.getDecisionId();
    }

    static String cut(String text) {
        return text.substring(0, Math.min(64, text.length()));
    }

    private static RuntimeException wrong(String description) {
        return Status.INVALID_ARGUMENT.withDescription(description).asRuntimeException();
    }
}
