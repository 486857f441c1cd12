// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.profile.Attribution;
import io.plumbline.profiles.profile.EntrySource;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.ProfileSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What people say of the behaviours of one baseline. */
final class Statements {
    /** A time at which what a person said with an end still counts. */
    private static final long ALWAYS = Long.MIN_VALUE;

    private final Ledger ledger;
    private final Lifecycle lifecycle;
    private final RefusedBehaviors refused;

    Statements(Ledger ledger, Lifecycle lifecycle, RefusedBehaviors refused) {
        this.ledger = ledger;
        this.lifecycle = lifecycle;
        this.refused = refused;
    }

    /**
     * Ports that are open to the cluster.
     *
     * @param now nanoseconds since 1970 UTC
     */
    OpenPorts open(long now) {
        return OpenPorts.of(ledger.index().values(), refused::mayHold, now);
    }

    /** True for an entry that stands for learned clients: to import it says nothing new. */
    private boolean isOpen(Behavior behavior) {
        return behavior instanceof Inbound && open(ALWAYS).get(BehaviorId.of(behavior)) != null;
    }

    /** Entries that people decided on; they do not depend on the order of deltas. */
    Map<String, ProfileEntry> index() {
        Map<String, ProfileEntry> statements = new LinkedHashMap<>();
        ledger.index().forEach((entryId, entry) -> {
            if (entry.attribution() != null) {
                statements.put(entryId, entry);
            }
        });
        return statements;
    }

    ProfileEntry accept(Behavior behavior, String actor, String reason, @Nullable Long expiresAt) {
        Behavior pattern = Acceptable.check(behavior);
        Tally tally = ledger.get(BehaviorId.of(pattern));
        if (tally != null && tally.state == EntryState.ACTIVE && tally.source == EntrySource.LEARNED) {
            return tally.entry();
        }
        return decide(pattern, EntryState.ACTIVE, new Attribution(actor, reason, expiresAt));
    }

    ProfileEntry deny(Behavior behavior, String actor, String reason, @Nullable Long expiresAt) {
        return decide(behavior, EntryState.DENIED, new Attribution(actor, reason, expiresAt));
    }

    private ProfileEntry decide(Behavior behavior, EntryState decided, Attribution attribution) {
        Tally tally = ledger.get(BehaviorId.of(behavior));
        if (tally == null) {
            tally = new Tally(behavior, decided, EntrySource.ACCEPTED, attribution);
        }
        tally.state = decided;
        tally.source = EntrySource.ACCEPTED;
        tally.attribution = attribution;
        ledger.put(tally);
        return tally.entry();
    }

    Optional<ProfileEntry> forget(String entryId) {
        Tally tally = ledger.get(entryId);
        if (tally == null) {
            return close(entryId);
        }
        ProfileEntry entry = tally.entry();
        ledger.remove(tally);
        refused.remember(entryId);
        lifecycle.nextGeneration();
        return Optional.of(entry);
    }

    /** Takes an entry away that stands for clients: they go with it, and others that come do not open the port again. */
    private Optional<ProfileEntry> close(String entryId) {
        OpenPorts.Open open = open(ALWAYS).get(entryId);
        if (open == null) {
            return Optional.empty();
        }
        ProfileEntry entry = open.entry();
        for (ProfileEntry client : open.folded()) {
            Tally tally = ledger.get(client.id());
            if (tally != null) {
                ledger.remove(tally);
                refused.remember(client.id());
            }
        }
        refused.remember(entryId);
        lifecycle.nextGeneration();
        return Optional.of(entry);
    }

    ImportResult importSpec(ProfileSpec spec, String actor, long now) {
        List<ProfileEntry> changed = new ArrayList<>();
        Set<String> named = new HashSet<>();
        // Later lists win, the stricter word last.
        take(spec.baseline(), EntryState.ACTIVE, EntrySource.IMPORTED, actor, named, changed);
        take(spec.allowed(), EntryState.ACTIVE, EntrySource.ACCEPTED, actor, named, changed);
        take(spec.denied(), EntryState.DENIED, EntrySource.ACCEPTED, actor, named, changed);
        List<ProfileEntry> removed = new ArrayList<>();
        for (Tally tally : List.copyOf(ledger.all())) {
            if (tally.attribution != null && !named.contains(tally.id)) {
                removed.add(tally.entry());
                ledger.remove(tally);
            }
        }
        if (!changed.isEmpty() || !removed.isEmpty()) {
            lifecycle.nextGeneration();
        }
        Mode wanted = spec.mode();
        StateChange change = wanted == null
                ? null
                : lifecycle.setMode(wanted, actor, "profile document", now).orElse(null);
        return new ImportResult(changed, removed, change);
    }

    private void take(
            List<ProfileSpec.Statement> statements,
            EntryState wanted,
            EntrySource source,
            String actor,
            Set<String> named,
            List<ProfileEntry> changed) {
        for (ProfileSpec.Statement statement : statements) {
            Tally tally = ledger.get(BehaviorId.of(statement.behavior()));
            String decidedBy = statement.decidedBy() == null ? actor : statement.decidedBy();
            Attribution attribution = new Attribution(decidedBy, statement.reason(), statement.expiresAt());
            if (tally == null && source == EntrySource.IMPORTED && isOpen(statement.behavior())) {
                continue;
            }
            if (tally == null) {
                tally = new Tally(statement.behavior(), wanted, source, attribution);
            } else if (source == EntrySource.IMPORTED
                    && tally.state == EntryState.ACTIVE
                    && tally.source == EntrySource.LEARNED) {
                continue;
            } else if (tally.state == wanted && tally.source == source && attribution.equals(tally.attribution)) {
                named.add(tally.id);
                continue;
            }
            tally.state = wanted;
            tally.source = source;
            tally.attribution = attribution;
            ledger.put(tally);
            named.add(tally.id);
            changed.removeIf(entry -> entry.id().equals(BehaviorId.of(statement.behavior())));
            changed.add(tally.entry());
        }
    }
}
