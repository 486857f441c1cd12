// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.anomaly;

import io.plumbline.agent.cache.LruCache;
import io.plumbline.agent.detection.Baselines;
import io.plumbline.agent.detection.Detection;
import io.plumbline.agent.observation.Evidence;
import io.plumbline.agent.observation.Observation;
import io.plumbline.agent.observation.Rule;
import io.plumbline.agent.process.ProcessTable;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.traffic.PeerUsage;
import io.plumbline.agent.traffic.TunnelWatch;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.NameLookup;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Phase;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Watches how a container uses the network over time: scans, tunnels, beacons, volumes. It is told everything once
 * the container is known. Owned by the pipeline thread.
 */
public final class Traffic {
    private static final int MOST_CONTAINERS = 2048;
    private static final int MOST_IDS = 1024;
    private static final long TELL_NANOS = 1_000_000_000L;

    private final Detection detection;
    private final Baselines baselines;
    private final ProcessTable processes;
    private final Scans scans;
    private final LruCache<Behavior, String> ids = new LruCache<>(MOST_IDS, BehaviorId::of);
    private final Map<String, TrafficWatches> containers = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TrafficWatches> eldest) {
            return size() > MOST_CONTAINERS;
        }
    };
    private long toldNanos = Long.MIN_VALUE;
    private long formerPeers;
    private long formerSuffixes;

    public Traffic(Detection detection, Baselines baselines, ProcessTable processes, PeerSearch peers) {
        this.detection = detection;
        this.baselines = baselines;
        this.processes = processes;
        this.scans = new Scans(detection, baselines, processes, peers);
    }

    /**
     * A connection was opened, or tried and failed; called before its peer is looked for.
     *
     * @return false when it is one of a scan: it was counted, and nothing else is to be done with it
     */
    public boolean opened(WatchedContainer container, SensorEvent.FlowSeen flow, long atUnixNanos) {
        if (flow.direction() != Direction.OUTBOUND
                || flow.found()
                || flow.remote().address().isLoopbackAddress()
                || isOff(container)) {
            return true;
        }
        return scans.opened(watches(container), flow, atUnixNanos);
    }

    /**
     * The peer of an outbound connection is known.
     *
     * @return false when it is one of a scan: it was counted, and nothing else is to be done with it
     */
    public boolean resolved(
            WatchedContainer container, Outbound outbound, SensorEvent.FlowSeen flow, long atUnixNanos) {
        if (isOff(container) || outbound.peer() instanceof Peer.Loopback) {
            return true;
        }
        TrafficWatches watches = watches(container);
        if (!scans.resolved(watches, outbound.peer(), flow, false, atUnixNanos)) {
            return false;
        }
        PeerUsage usage = watches.usage()
                .opened(outbound, flow.local().port(), flow.remote().address(), flow.found(), atUnixNanos);
        TrackedProcess process = processes.get(flow.owner());
        if (locked(container).isEmpty()) {
            learn(container, outbound, usage, process);
        } else if (PeerLimits.isExternal(outbound)) {
            Verdict verdict = judge(container, outbound, atUnixNanos);
            PeerLimits.strictness(outbound, verdict)
                    .flatMap(usage::newBeat)
                    .ifPresent(rhythm -> detection.measured(
                            container,
                            Observation.of(outbound, process, atUnixNanos)
                                    .withEvidence(Evidence.ofNetwork(
                                            ConnectionMessage.of(
                                                    flow.transport(), flow.local(), flow.remote(), outbound.peer()),
                                            flow.socketInode().toOptional().orElse(null))),
                            Rule.BEACONING,
                            List.of(rhythm, PeerLimits.noRhythm(verdict)),
                            1));
        }
        return true;
    }

    /** The peer of a connection was given up: too many were to be named at a time, though whoever could name them was there. */
    public void unnamed(WatchedContainer container, SensorEvent.FlowSeen flow, long atUnixNanos) {
        if (flow.direction() == Direction.OUTBOUND && locked(container).isPresent() && !isOff(container)) {
            scans.unnamed(watches(container), flow, atUnixNanos);
        }
    }

    /** An outbound connection is over. */
    public void closed(WatchedContainer container, Outbound outbound, SensorEvent.FlowClosed flow, long atUnixNanos) {
        if (isOff(container) || outbound.peer() instanceof Peer.Loopback) {
            return;
        }
        Optional<Profile> locked = locked(container);
        PeerUsage usage = watches(container)
                .usage()
                .closed(
                        outbound,
                        flow.local().port(),
                        flow.remote().address(),
                        flow.bytesSent(),
                        locked.map(Profile::stateSince).orElse(0L),
                        atUnixNanos);
        TrackedProcess process = processes.get(flow.owner());
        if (locked.isEmpty()) {
            learn(container, outbound, usage, process);
        } else if (PeerLimits.isExternal(outbound)) {
            Verdict verdict = judge(container, outbound, atUnixNanos);
            PeerLimits.mostBytes(verdict)
                    .flatMap(usage::above)
                    .ifPresent(sent -> detection.measured(
                            container,
                            Observation.of(outbound, process, atUnixNanos)
                                    .withEvidence(Evidence.ofNetwork(
                                            ConnectionMessage.of(
                                                    flow.transport(), flow.local(), flow.remote(), outbound.peer()),
                                            null)),
                            Rule.BYTES_OUT,
                            PeerLimits.tooMuch(sent, verdict),
                            1));
        }
    }

    /** Sessions are never learned. */
    private void learn(
            WatchedContainer container, Outbound outbound, PeerUsage usage, @Nullable TrackedProcess process) {
        if (process == null || process.phase() != Phase.SESSION) {
            usage.news()
                    .filter(peak -> container.counters().use(ids.get(outbound), peak))
                    .ifPresent(usage::learned);
        }
    }

    /**
     * A name was asked for, or an answer came from one of the container's configured resolvers.
     *
     * @param name as it was asked for, without a search domain of the pod
     * @return false when the question is one of a tunnel: it was counted, and nothing else is to be done with it
     */
    public boolean name(WatchedContainer container, SensorEvent.NameMessage message, String name, long atUnixNanos) {
        if (isOff(container)) {
            return true;
        }
        TrafficWatches watches = watches(container);
        if (!message.sent()) {
            watches.tunnels().answered(name, message.message().code());
            return true;
        }
        boolean tunnel = watches.tunnels()
                .asked(name, message.message().questionType(), locked(container).isPresent(), atUnixNanos);
        if (tunnel) {
            watches.asker(processes.get(message.owner()));
        }
        return !tunnel;
    }

    /** Time went on: what goes on is told once a second, and what is over for the last time. */
    public void tick(long nowUnixNanos) {
        if (toldNanos != Long.MIN_VALUE && nowUnixNanos - toldNanos < TELL_NANOS) {
            return;
        }
        toldNanos = nowUnixNanos;
        for (TrafficWatches watches : List.copyOf(containers.values())) {
            scans.tick(watches, nowUnixNanos);
            for (TunnelWatch.Tunnel tunnel : watches.tunnels().news()) {
                NameLookup names = new NameLookup("*." + tunnel.suffix());
                detection.measured(
                        watches.container(),
                        Observation.of(names, watches.asker(), nowUnixNanos),
                        Rule.DNS_TUNNEL,
                        tunnel.because(),
                        tunnel.questions());
            }
        }
    }

    /** A container is over. */
    public void ended(WatchedContainer container) {
        TrafficWatches ended = containers.remove(container.id());
        if (ended != null) {
            formerPeers += ended.usage().forgotten();
            formerSuffixes += ended.tunnels().forgotten();
        }
    }

    /** What was forgotten because there was too much of it, by one word each, since the start. */
    public Map<String, Long> forgotten() {
        long peers = formerPeers;
        long suffixes = formerSuffixes;
        for (TrafficWatches watches : containers.values()) {
            peers += watches.usage().forgotten();
            suffixes += watches.tunnels().forgotten();
        }
        return Map.of("peers", peers, "suffixes", suffixes);
    }

    private TrafficWatches watches(WatchedContainer container) {
        return containers.computeIfAbsent(
                container.id(), ignored -> new TrafficWatches(container, suffix -> learnedNames(container, suffix)));
    }

    private int learnedNames(WatchedContainer container, String suffix) {
        String end = "." + suffix;
        return baselines
                .get(container.key())
                .map(profile -> (int) profile.entries().values().stream()
                        .filter(entry -> entry.behavior() instanceof NameLookup lookup
                                && lookup.name().endsWith(end))
                        .count())
                .orElse(0);
    }

    private @Nullable Verdict judge(WatchedContainer container, Outbound outbound, long atUnixNanos) {
        return baselines.judge(container.key(), outbound, atUnixNanos).orElse(null);
    }

    private Optional<Profile> locked(WatchedContainer container) {
        return baselines.locked(container.key());
    }

    private boolean isOff(WatchedContainer container) {
        return baselines.isOff(container.key());
    }
}
