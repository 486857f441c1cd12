// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store;

import com.google.protobuf.ByteString;
import io.plumbline.profiles.learning.Changes;
import io.plumbline.v1.IncidentRecord;

/** One change of the store. All but {@link Audited} replace what was there, and may be repeated without harm. */
public sealed interface Change {
    /** Replaces what is known of an agent's epoch. */
    record AgentSaved(AgentRow agent) implements Change {}

    /** Replaces the interval of (node, sandbox, address). */
    record SandboxSaved(SandboxRow sandbox) implements Change {}

    /** Removes intervals that ended before a moment (nanoseconds since 1970 UTC). */
    record SandboxesForgotten(long endedBeforeNanos) implements Change {}

    /** Appends the incident's revision if it is new, and replaces the incident's status and decision. */
    record IncidentSaved(IncidentRecord incident) implements Change {}

    /** Replaces a decision. */
    record DecisionSaved(DecisionRow decision) implements Change {}

    /** Writes what changed of a baseline. */
    record BaselineChanged(Changes changes) implements Change {}

    /** Replaces a value of the collector's own, by name. */
    record ValueSaved(String name, ByteString value) implements Change {}

    /** Appends to the audit trail. */
    record Audited(AuditRow row) implements Change {}
}
