// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.detection;

import io.plumbline.agent.cache.LruCache;
import io.plumbline.agent.incident.Deviation;
import io.plumbline.agent.incident.IncidentTracker;
import io.plumbline.agent.observation.InvariantViolation;
import io.plumbline.agent.observation.Observation;
import io.plumbline.agent.observation.Rule;
import io.plumbline.agent.traffic.EncryptedDns;
import io.plumbline.agent.watch.BehaviorCounters;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.BehaviorSize;
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
import io.plumbline.profiles.profile.FirstStart;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.profile.Novelty;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.Verdict;
import io.plumbline.profiles.workload.BaselineKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges observations against the invariants and the profile: counts what is normal (or, while learning, new), raises what is not.
 * Owned by the pipeline thread.
 */
public final class Detection {
    private static final int MOST_IDS = 2048;
    private static final long MOST_ID_BYTES = 1 << 20;

    private final Baselines baselines;
    private final IncidentTracker incidents;
    private final OwnerSearch owners;
    private final LruCache<Behavior, String> ids =
            new LruCache<>(MOST_IDS, MOST_ID_BYTES, BehaviorSize::of, BehaviorId::of);

    public Detection(Baselines baselines, IncidentTracker incidents, OwnerSearch owners) {
        this.baselines = baselines;
        this.incidents = incidents;
        this.owners = owners;
    }

    /** A container did something. */
    public void observe(WatchedContainer container, Observation observation) {
        judged(container, asKnownCommand(container, observation));
    }

    /**
     * As long as nobody knows the pod's spec, what the runtime starts may be a probe or a hook: it is the one that the profile has
     * exactly so. Whoever may exec can imitate it then as well as later, and nothing more.
     */
    private Observation asKnownCommand(WatchedContainer container, Observation observation) {
        if (container.context().isPresent()
                || !(observation.behavior() instanceof Execution execution)
                || execution.phase() != Phase.SESSION) {
            return observation;
        }
        for (Phase phase : List.of(Phase.PROBE, Phase.HOOK)) {
            Observation command = observation.withBehavior(execution.withPhase(phase));
            if (judge(container.key(), command).orElse(null) instanceof Verdict.Known) {
                if (observation.process() != null) {
                    observation.process().enterPhase(phase);
                }
                return command;
            }
        }
        return observation;
    }

    private void judged(WatchedContainer container, Observation observation) {
        Optional<Profile> profile = baselines.get(container.key());
        Optional<Verdict> verdict = judge(container.key(), observation);
        Optional<InvariantViolation> broken = Invariants.check(observation);

        if (verdict.filter(Verdict.Denied.class::isInstance).isPresent()) {
            raise(
                    container,
                    profile,
                    observation,
                    Rule.DENIED_BEHAVIOR,
                    List.of("a person rejected exactly this behaviour"));
            return;
        }
        if (broken.isPresent()
                && verdict.filter(known -> isSettled(known, broken.get().rule()))
                        .isEmpty()) {
            count(container, observation);
            raise(
                    container,
                    profile,
                    observation,
                    broken.get().rule(),
                    List.of(broken.get().because()));
            return;
        }
        if (baselines.isOff(container.key())) {
            return;
        }
        // What is told late, because its peer or its container was not known at once, is drift by the time at which it
        // happened. The authority goes by the same time: what is no drift here is learned there, or waits for a person.
        boolean locked = baselines
                .locked(container.key())
                .filter(known -> observation.atUnixNanos() >= known.stateSince())
                .isPresent();
        if (phase(observation) == Phase.SESSION) {
            inSession(container, profile, observation, locked, verdict.orElse(null));
            return;
        }
        count(container, observation);
        if (locked
                && verdict.orElse(null) instanceof Verdict.Unmatched novel
                && !declared(observation.behavior())
                && !isInferred(observation)
                && !startsFirst(container, profile, observation)) {
            drift(container, profile, observation, novel);
        }
    }

    /** True for a change of user that nobody saw: it was concluded from what is there. */
    private static boolean isInferred(Observation observation) {
        return observation.found() && observation.behavior() instanceof Privilege;
    }

    /** True while the workload's first start that anybody watched is learned: see {@link FirstStart}. */
    private static boolean startsFirst(WatchedContainer container, Optional<Profile> profile, Observation observation) {
        return container.isStartSeen()
                && profile.filter(known -> FirstStart.covers(
                                known.stateSince(),
                                known.progress().firstStart(),
                                container.container().startedAtUnixNanos(),
                                observation.atUnixNanos()))
                        .isPresent();
    }

    /**
     * Never learned. While there is no locked profile, only what somebody started is told, and only where the pod's spec says that it
     * is no probe or hook. What a scan finds is left out then: a server that went to the background and lost its parent looks the same.
     */
    private void inSession(
            WatchedContainer container,
            Optional<Profile> profile,
            Observation observation,
            boolean locked,
            @Nullable Verdict verdict) {
        if (verdict instanceof Verdict.Known) {
            return;
        }
        if (observation.behavior() instanceof Execution) {
            if (locked || container.isSession() || (container.hasContext() && !observation.found())) {
                raise(container, profile, observation, Rule.RUNTIME_SESSION, List.of(session(container, observation)));
            }
        } else if (locked && verdict instanceof Verdict.Unmatched novel) {
            drift(container, profile, observation, novel);
        }
    }

    /** Somebody else did something to a container: raised there, unless a person allowed it, and never counted. */
    public void accuse(WatchedContainer container, Observation observation) {
        raiseUnlessAllowed(container, observation, 1);
    }

    /** A container did so much that it was only counted; {@code counted} since this was told last. */
    public void flooded(WatchedContainer container, Observation observation, long counted) {
        raiseUnlessAllowed(container, observation, counted);
    }

    /**
     * Something showed over many connections or look-ups. Raised unless a person allowed it, and never counted.
     *
     * @param rule one that is measured
     * @param because with the numbers, most important first
     * @param count how often since this was told last
     */
    public void measured(
            WatchedContainer container, Observation observation, Rule rule, List<String> because, long count) {
        Optional<Profile> profile = baselines.get(container.key());
        Optional<Verdict> verdict = judge(container.key(), observation);
        if (baselines.isOff(container.key())
                || verdict.filter(Detection::allowedByPerson).isPresent()) {
            return;
        }
        if (observation.process() == null) {
            owners.find(container, observation, owned -> raise(container, profile, owned, rule, because, count));
        } else {
            raise(container, profile, observation, rule, because, count);
        }
    }

    private void raiseUnlessAllowed(WatchedContainer container, Observation observation, long count) {
        Optional<InvariantViolation> broken = Invariants.check(observation);
        boolean allowed = judge(container.key(), observation)
                .filter(Detection::allowedByPerson)
                .isPresent();
        if (broken.isPresent() && !allowed) {
            raise(
                    container,
                    baselines.get(container.key()),
                    observation,
                    broken.get().rule(),
                    List.of(broken.get().because()),
                    count);
        }
    }

    private static String session(WatchedContainer container, Observation observation) {
        if (container.isSession()) {
            return "somebody added the ephemeral container "
                    + container.container().name() + " to the running pod (kubectl debug)";
        }
        if (observation.behavior() instanceof Execution execution && execution.parent() != null) {
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
        for (BehaviorCounters.Cell cell :
                List.copyOf(container.counters().cells().values())) {
            Observation first = cell.first();
            if (first != null
                    && first.atUnixNanos() >= profile.stateSince()
                    // What breaks an invariant was told as that, at once.
                    && Invariants.check(first).isEmpty()
                    && judge(container.key(), first).orElse(null) instanceof Verdict.Unmatched novel
                    && !declared(first.behavior())
                    && !startsFirst(container, Optional.of(profile), first)) {
                drift(container, Optional.of(profile), first, novel);
            }
        }
    }

    /**
     * What a start-up scan finds is not what was started: servers rewrite their argument vectors, and workers are forked
     * without an exec. Only a program that is not normal in any way is drift there.
     */
    private Optional<Verdict> judge(BaselineKey key, Observation observation) {
        Optional<Verdict> verdict = baselines.judge(key, observation.behavior(), observation.atUnixNanos());
        if (observation.found()
                && verdict.orElse(null) instanceof Verdict.Unmatched
                && observation.behavior() instanceof Execution execution) {
            Optional<Verdict> known =
                    baselines.execution(key, execution.executable()).map(Verdict.Known::new);
            return known.or(() -> verdict);
        }
        return verdict;
    }

    private void drift(
            WatchedContainer container, Optional<Profile> profile, Observation observation, Verdict.Unmatched novel) {
        Optional<String> hidden = observation.behavior() instanceof Outbound outbound
                ? EncryptedDns.because(outbound, observation.evidence().remoteAddress())
                : Optional.empty();
        List<String> because =
                Stream.concat(hidden.stream(), novel.because().stream()).toList();
        Rule rule = switch (observation.behavior()) {
            case Execution ignored -> Rule.NEW_EXECUTION;
            case Outbound ignored -> hidden.isPresent() ? Rule.ENCRYPTED_DNS : newPeer(novel.novelty());
            case Inbound ignored -> Rule.NEW_CLIENT;
            case Listening ignored -> Rule.NEW_LISTENER;
            case Privilege privilege -> privilege.to() == UserClass.ROOT ? Rule.PRIVILEGE_GAIN : Rule.USER_CHANGE;
            case CodeMapping mapping ->
                mapping.code().origin() == Origin.GENERATED ? Rule.NEW_GENERATED_CODE : Rule.CODE_NOT_FROM_IMAGE;
            case NameLookup ignored -> Rule.NEW_NAME;
            case SocketUse ignored -> Rule.NEW_SOCKET_USE;
            case KernelUse ignored -> Rule.NEW_KERNEL_USE;
        };
        if (observation.process() == null) {
            owners.find(container, observation, owned -> raise(container, profile, owned, rule, because));
        } else {
            raise(container, profile, observation, rule, because);
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
            WatchedContainer container,
            Optional<Profile> profile,
            Observation observation,
            Rule rule,
            List<String> because) {
        raise(container, profile, observation, rule, because, 1);
    }

    private void raise(
            WatchedContainer container,
            Optional<Profile> profile,
            Observation observation,
            Rule rule,
            List<String> because,
            long count) {
        double confidence = profile.map(Baselines::confidence).orElse(0.0);
        String remark = observation.evidence().remark();
        incidents.raise(
                new Deviation(
                        rule,
                        remark == null
                                ? because
                                : Stream.concat(because.stream(), Stream.of(remark))
                                        .toList(),
                        observation,
                        count),
                container.subject(confidence));
    }

    private void count(WatchedContainer container, Observation observation) {
        if (phase(observation) != Phase.SESSION && !container.isSession()) {
            container.count(ids.get(observation.behavior()), observation);
        }
    }

    /**
     * True when an invariant is not raised any more. A program with mounts of its own may be a sandbox: seen before, it is on
     * the list that people are asked to confirm.
     */
    private static boolean isSettled(Verdict verdict, Rule rule) {
        return allowedByPerson(verdict)
                || (rule == Rule.FOREIGN_MOUNT_NAMESPACE && !(verdict instanceof Verdict.Unmatched));
    }

    private static boolean allowedByPerson(Verdict verdict) {
        return verdict instanceof Verdict.Known known && isDecided(known.entry());
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
    private static Phase phase(Observation observation) {
        if (observation.behavior() instanceof Execution execution) {
            return execution.phase();
        }
        Phase phase =
                observation.process() == null ? null : observation.process().phase();
        return phase == null ? Phase.SERVICE : phase;
    }
}
