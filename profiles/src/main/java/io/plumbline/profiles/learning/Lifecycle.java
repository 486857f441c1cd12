// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.Mode;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether a baseline learns: what people want, the state it is in and why, and its generation. */
final class Lifecycle {
    private Mode mode;
    private BaselineState state;
    private String stateReason;
    private long stateSince;
    private long generation;
    private long learningSince;
    private boolean changed;

    /** In LEARNING, mode AUTO, generation 1. */
    Lifecycle(long now) {
        mode = Mode.AUTO;
        state = BaselineState.LEARNING;
        stateReason = "new workload";
        stateSince = now;
        generation = 1;
        learningSince = now;
        changed = true;
    }

    Lifecycle(Row.Header header) {
        mode = header.mode();
        state = header.state();
        stateReason = header.stateReason();
        stateSince = header.stateSince();
        generation = header.generation();
        learningSince = header.learningSince();
    }

    Mode mode() {
        return mode;
    }

    BaselineState state() {
        return state;
    }

    String stateReason() {
        return stateReason;
    }

    long stateSince() {
        return stateSince;
    }

    long generation() {
        return generation;
    }

    long learningSince() {
        return learningSince;
    }

    boolean learns() {
        return state.learns();
    }

    /** The evidence is counted only when the rule is asked. */
    Optional<StateChange> evaluate(LockRule rule, Supplier<Evidence> evidence, long now) {
        if (mode != Mode.AUTO || !learns()) {
            return Optional.empty();
        }
        return switch (rule.evaluate(evidence.get(), now)) {
            case LockDecision.Ready ready -> Optional.of(move(BaselineState.STABLE, ready.reason(), now));
            case LockDecision.Waiting ignored -> Optional.empty();
        };
    }

    Optional<StateChange> lock(String actor, String reason, long now) {
        requireMode("lock", Mode.AUTO, Mode.FROZEN);
        return state == BaselineState.STABLE
                ? Optional.empty()
                : Optional.of(move(BaselineState.STABLE, by("locked", actor, reason), now));
    }

    Optional<StateChange> reopen(String actor, String reason, long now) {
        requireMode("reopen", Mode.AUTO, Mode.LEARN);
        return learns() ? Optional.empty() : Optional.of(open(by("reopened", actor, reason), now));
    }

    Optional<StateChange> setMode(Mode wanted, String actor, String reason, long now) {
        if (wanted == mode) {
            return Optional.empty();
        }
        mode = wanted;
        changed = true;
        return switch (wanted) {
            case LEARN -> learns() ? Optional.empty() : Optional.of(open(by("mode learn set", actor, reason), now));
            case FROZEN ->
                state == BaselineState.STABLE
                        ? Optional.empty()
                        : Optional.of(move(BaselineState.STABLE, by("mode frozen set", actor, reason), now));
            case AUTO, OFF -> Optional.empty();
        };
    }

    /** From here on, deltas that were made before do not count. */
    void nextGeneration() {
        generation++;
        changed = true;
    }

    /** Whether anything changed since the last call, or since this was created or restored. */
    boolean drainChanged() {
        boolean drained = changed;
        changed = false;
        return drained;
    }

    private StateChange open(String why, long now) {
        nextGeneration();
        learningSince = now;
        return move(BaselineState.LEARNING, why, now);
    }

    private StateChange move(BaselineState to, String why, long now) {
        StateChange change = new StateChange(state, to, why, now);
        state = to;
        stateReason = why;
        stateSince = now;
        changed = true;
        return change;
    }

    private void requireMode(String what, Mode one, Mode other) {
        if (mode != one && mode != other) {
            throw new IllegalStateException(
                    "mode: " + word(mode) + " (expected: " + word(one) + " or " + word(other) + " to " + what + ")");
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String by(String what, String actor, String reason) {
        return what + " by " + actor + (reason.isEmpty() ? "" : ": " + reason);
    }
}
