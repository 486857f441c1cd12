// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline.judge;

import io.plumbline.agent.incident.Deviation;
import io.plumbline.agent.incident.IncidentBook;
import io.plumbline.agent.incident.Rule;
import io.plumbline.agent.pipeline.watch.Broken;
import io.plumbline.agent.pipeline.watch.Fact;
import io.plumbline.agent.pipeline.watch.Recent;
import io.plumbline.agent.pipeline.watch.WatchedContainer;
import io.plumbline.agent.traffic.EncryptedDns;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.CodeMapping;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.KernelUse;
import io.plumbline.profiles.behavior.Listening;
import io.plumbline.profiles.behavior.NameLookup;
import io.plumbline.profiles.behavior.Origin;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Phase;
import io.plumbline.profiles.behavior.Privilege;
import io.plumbline.profiles.behavior.SocketUse;
import io.plumbline.profiles.behavior.UserClass;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.EntrySource;
import io.plumbline.profiles.profile.Judgement;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.profile.Novelty;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.workload.BaselineKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Judges facts against the invariants and the profile: counts what is normal (or, while learning, new), raises what is not.
 * Owned by the pipeline thread.
 */
public final class Detection {
    private static final int MOST_IDS = 2048;

    private final Baselines baselines;
    private final IncidentBook incidents;
    private final OwnerSearch owners;
    private final Recent<Behavior, String> ids = new Recent<>(MOST_IDS, BehaviorId::of);

    public Detection(Baselines baselines, IncidentBook incidents, OwnerSearch owners) {
        this.baselines = baselines;
        this.incidents = incidents;
        this.owners = owners;
    }

    /** A container did something. */
    public void observe(WatchedContainer container, Fact fact) {
        judged(container, asKnownCommand(container, fact));
    }

    /**
     * As long as nobody knows the pod's spec, what the runtime starts may be a probe or a hook: it is the one that the profile has
     * exactly so. Whoever may exec can imitate it then as well as later, and nothing more.
     */
    private Fact asKnownCommand(WatchedContainer container, Fact fact) {
        if (container.context().isPresent()
                || !(fact.behavior() instanceof Execution execution)
                || execution.phase() != Phase.SESSION) {
            return fact;
        }
        for (Phase phase : List.of(Phase.PROBE, Phase.HOOK)) {
            Fact command = fact.withBehavior(execution.withPhase(phase));
            if (judge(container.key(), command).orElse(null) instanceof Judgement.Known) {
                if (fact.process() != null) {
                    fact.process().enterPhase(phase);
                }
                return command;
            }
        }
        return fact;
    }

    private void judged(WatchedContainer container, Fact fact) {
        Optional<Profile> profile = baselines.get(container.key());
        Optional<Judgement> judgement = judge(container.key(), fact);
        Optional<Broken> broken = Invariants.check(fact);

        if (judgement.filter(Judgement.Denied.class::isInstance).isPresent()) {
            raise(container, profile, fact, Rule.DENIED_BEHAVIOR, List.of("a person rejected exactly this behaviour"));
            return;
        }
        if (broken.isPresent()
                && judgement
                        .filter(known -> isSettled(known, broken.get().rule()))
                        .isEmpty()) {
            count(container, fact);
            raise(
                    container,
                    profile,
                    fact,
                    broken.get().rule(),
                    List.of(broken.get().because()));
            return;
        }
        if (baselines.isOff(container.key())) {
            return;
        }
        boolean locked = baselines.locked(container.key()).isPresent();
        if (phase(fact) == Phase.SESSION) {
            inSession(container, profile, fact, locked ? judgement : Optional.empty());
            return;
        }
        count(container, fact);
        if (locked && judgement.orElse(null) instanceof Judgement.Novel novel && !declared(fact.behavior())) {
            drift(container, profile, fact, novel);
        }
    }

    /** Never learned. {@code judgement}: of a locked profile. */
    private void inSession(
            WatchedContainer container, Optional<Profile> profile, Fact fact, Optional<Judgement> judgement) {
        if (judgement.isEmpty() || judgement.get() instanceof Judgement.Known) {
            return;
        }
        if (fact.behavior() instanceof Execution) {
            raise(container, profile, fact, Rule.RUNTIME_SESSION, List.of(session(container, fact)));
        } else if (judgement.get() instanceof Judgement.Novel novel) {
            drift(container, profile, fact, novel);
        }
    }

    /** Somebody else did something to a container: raised there, unless a person allowed it, and never counted. */
    public void accuse(WatchedContainer container, Fact fact) {
        raiseUnlessAllowed(container, fact, 1);
    }

    /** A container did so much that it was only counted; {@code counted} since this was told last. */
    public void flooded(WatchedContainer container, Fact fact, long counted) {
        raiseUnlessAllowed(container, fact, counted);
    }

    /**
     * Something showed over many connections or look-ups. Raised unless a person allowed it, and never counted.
     *
     * @param rule one that is measured
     * @param because with the numbers, most important first
     * @param count how often since this was told last
     */
    public void measured(WatchedContainer container, Fact fact, Rule rule, List<String> because, long count) {
        Optional<Profile> profile = baselines.get(container.key());
        Optional<Judgement> judgement = judge(container.key(), fact);
        if (baselines.isOff(container.key())
                || judgement.filter(Detection::allowedByPerson).isPresent()) {
            return;
        }
        if (fact.process() == null) {
            owners.find(container, fact, owned -> raise(container, profile, owned, rule, because, count));
        } else {
            raise(container, profile, fact, rule, because, count);
        }
    }

    private void raiseUnlessAllowed(WatchedContainer container, Fact fact, long count) {
        Optional<Broken> broken = Invariants.check(fact);
        boolean allowed =
                judge(container.key(), fact).filter(Detection::allowedByPerson).isPresent();
        if (broken.isPresent() && !allowed) {
            raise(
                    container,
                    baselines.get(container.key()),
                    fact,
                    broken.get().rule(),
                    List.of(broken.get().because()),
                    count);
        }
    }

    private static String session(WatchedContainer container, Fact fact) {
        if (fact.behavior() instanceof Execution execution && execution.parent() != null) {
            return "started by " + execution.parent() + " in a session that came through the container runtime";
        }
        return container.context().isPresent()
                ? "somebody entered the container through its runtime: no probe or hook of the pod has this command"
                : "somebody entered the container through its runtime (the pod's spec is not known: it may be a probe)";
    }

    /** A profile locked: what this agent learned after that moment, not knowing yet, is drift after all. */
    public void reconsider(WatchedContainer container, Profile profile) {
        if (profile.state() != BaselineState.STABLE || profile.mode() == Mode.OFF) {
            return;
        }
        for (WatchedContainer.Cell cell : List.copyOf(container.cells().values())) {
            Fact first = cell.first();
            if (first != null
                    && first.atUnixNanos() > profile.stateSince()
                    // What breaks an invariant was told as that, at once.
                    && Invariants.check(first).isEmpty()
                    && judge(container.key(), first).orElse(null) instanceof Judgement.Novel novel
                    && !declared(first.behavior())) {
                drift(container, Optional.of(profile), first, novel);
            }
        }
    }

    /**
     * What a start-up scan finds is not what was started: servers rewrite their argument vectors, and workers are forked
     * without an exec. Only a program that is not normal in any way is drift there.
     */
    private Optional<Judgement> judge(BaselineKey key, Fact fact) {
        Optional<Judgement> judgement = baselines.judge(key, fact.behavior(), fact.atUnixNanos());
        if (fact.found()
                && judgement.orElse(null) instanceof Judgement.Novel
                && fact.behavior() instanceof Execution execution) {
            Optional<Judgement> known =
                    baselines.execution(key, execution.executable()).map(Judgement.Known::new);
            return known.or(() -> judgement);
        }
        return judgement;
    }

    private void drift(WatchedContainer container, Optional<Profile> profile, Fact fact, Judgement.Novel novel) {
        Optional<String> hidden = fact.behavior() instanceof Outbound outbound
                ? EncryptedDns.because(outbound, fact.evidence().remoteAddress())
                : Optional.empty();
        List<String> because =
                Stream.concat(hidden.stream(), novel.because().stream()).toList();
        Rule rule = switch (fact.behavior()) {
            case Execution ignored -> Rule.NEW_EXECUTION;
            case Outbound ignored -> hidden.isPresent() ? Rule.ENCRYPTED_DNS : newPeer(novel.novelty());
            case Inbound ignored -> Rule.NEW_CLIENT;
            case Listening ignored -> Rule.NEW_LISTENER;
            case Privilege privilege -> privilege.to() == UserClass.ROOT ? Rule.PRIVILEGE_GAIN : Rule.USER_CHANGE;
            case CodeMapping ignored -> Rule.CODE_NOT_FROM_IMAGE;
            case NameLookup ignored -> Rule.NEW_NAME;
            case SocketUse ignored -> Rule.NEW_SOCKET_USE;
            case KernelUse ignored -> Rule.NEW_KERNEL_USE;
        };
        if (fact.process() == null) {
            owners.find(container, fact, owned -> raise(container, profile, owned, rule, because));
        } else {
            raise(container, profile, fact, rule, because);
        }
    }

    private static Rule newPeer(Novelty novelty) {
        return switch (novelty) {
            case NEW_PORT -> Rule.NEW_PORT;
            case ADDRESS_WITHOUT_NAME -> Rule.ADDRESS_WITHOUT_NAME;
            case NEW_RESOLVER -> Rule.NEW_RESOLVER;
            case OTHER -> Rule.NEW_PEER;
        };
    }

    private void raise(
            WatchedContainer container, Optional<Profile> profile, Fact fact, Rule rule, List<String> because) {
        raise(container, profile, fact, rule, because, 1);
    }

    private void raise(
            WatchedContainer container,
            Optional<Profile> profile,
            Fact fact,
            Rule rule,
            List<String> because,
            long count) {
        double confidence = profile.map(Baselines::confidence).orElse(0.0);
        incidents.raise(
                new Deviation(
                        rule,
                        fact.behavior(),
                        fact.classification(),
                        fact.evidence().remark() == null
                                ? because
                                : Stream.concat(
                                                because.stream(),
                                                Stream.of(fact.evidence().remark()))
                                        .toList(),
                        fact.process(),
                        fact.details(),
                        fact.evidence().sha256(),
                        fact.evidence().connection(),
                        fact.atUnixNanos(),
                        count,
                        fact.found()),
                container.subject(confidence));
    }

    private void count(WatchedContainer container, Fact fact) {
        if (phase(fact) != Phase.SESSION) {
            container.count(ids.get(fact.behavior()), fact);
        }
    }

    /**
     * True when an invariant is not raised any more. A program with mounts of its own may be a sandbox: seen before, it is on
     * the list that people are asked to confirm.
     */
    private static boolean isSettled(Judgement judgement, Rule rule) {
        return allowedByPerson(judgement)
                || (rule == Rule.FOREIGN_MOUNT_NAMESPACE && !(judgement instanceof Judgement.Novel));
    }

    private static boolean allowedByPerson(Judgement judgement) {
        return judgement instanceof Judgement.Known known && isDecided(known.entry());
    }

    private static boolean isDecided(ProfileEntry entry) {
        return entry.source() == EntrySource.ACCEPTED || entry.source() == EntrySource.IMPORTED;
    }

    /**
     * Entry point, probes and hooks are commands of the pod's spec or the image: that they run is no drift, unless the container wrote
     * the script itself.
     */
    private static boolean declared(Behavior behavior) {
        return behavior instanceof Execution execution
                && execution.executable().origin() == Origin.IMAGE
                && (execution.effective() == null
                        || !execution.effective().origin().isForeign())
                && switch (execution.phase()) {
                    case ENTRYPOINT -> true;
                    // What they start in turn nobody declared.
                    case PROBE, HOOK -> execution.parent() == null;
                    case SERVICE, SESSION, UNKNOWN -> false;
                };
    }

    /** By which way the process came that did it; what nobody is known to have done counts as the service's. */
    private static Phase phase(Fact fact) {
        if (fact.behavior() instanceof Execution execution) {
            return execution.phase();
        }
        Phase phase = fact.process() == null ? null : fact.process().phase();
        return phase == null ? Phase.SERVICE : phase;
    }
}
