// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import io.plumbline.agent.incident.Rule;
import io.plumbline.agent.process.ProcessTable;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.traffic.PeerUsage;
import io.plumbline.agent.traffic.Scan;
import io.plumbline.agent.traffic.ScanWatch;
import io.plumbline.agent.traffic.TunnelWatch;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.Classifier;
import io.plumbline.profiles.behavior.NameLookup;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Phase;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.Judgement;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.v1.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches how a container uses the network over time: scans, tunnels, beacons, volumes. {@link Connections} tells it everything once
 * the container is known. Owned by the pipeline thread.
 */
final class Traffic {
    private static final int MOST_CONTAINERS = 2048;
    private static final int MOST_IDS = 1024;
    private static final long TELL_NANOS = 1_000_000_000L;

    private final Detection detection;
    private final Baselines baselines;
    private final ProcessTable processes;
    private final Resolver resolver;
    private final Recent<Behavior, String> ids = new Recent<>(MOST_IDS, BehaviorId::of);
    private final Map<String, TrafficWatches> containers = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TrafficWatches> eldest) {
            return size() > MOST_CONTAINERS;
        }
    };
    private long toldNanos = Long.MIN_VALUE;
    private long formerPeers;
    private long formerSuffixes;

    /** Finds out who is at the other end of a connection, also of one that failed. */
    @FunctionalInterface
    interface Resolver {
        /** Calls {@code then} on the pipeline thread; with nothing when nobody knows. */
        void resolve(
                WatchedContainer container, SensorEvent.FlowSeen flow, long atUnixNanos, Consumer<Optional<Peer>> then);
    }

    Traffic(Detection detection, Baselines baselines, ProcessTable processes, Resolver resolver) {
        this.detection = detection;
        this.baselines = baselines;
        this.processes = processes;
        this.resolver = resolver;
    }

    /**
     * A connection was opened, or tried and failed; called before its peer is looked for.
     *
     * @return false when it is one of a scan: it was counted, and nothing else is to be done with it
     */
    boolean opened(WatchedContainer container, SensorEvent.FlowSeen flow, long atUnixNanos) {
        Endpoint remote = flow.remote();
        if (flow.direction() != Direction.OUTBOUND
                || flow.found()
                || remote.address().isLoopbackAddress()
                || isOff(container)) {
            return true;
        }
        boolean failed = !flow.established().orElse(true);
        boolean locked = locked(container).isPresent();
        TrafficWatches watches = watches(container);
        ScanWatch scans = watches.scans();
        if (scans.opened(remote.address(), remote.port(), flow.transport(), failed, locked, atUnixNanos)
                == ScanWatch.Verdict.SCAN) {
            scanned(watches, flow, atUnixNanos);
            return false;
        }
        if (failed && locked && scans.wantsToKnow(remote.address(), remote.port(), flow.transport())) {
            resolver.resolve(
                    container,
                    flow,
                    atUnixNanos,
                    peer -> peer.ifPresent(found -> tellScans(watches, found, flow, true, atUnixNanos)));
        }
        return true;
    }

    /** Tells the watch for scans whether the peer of a target is known; false when that is one of a scan. */
    private boolean tellScans(
            TrafficWatches watches, Peer peer, SensorEvent.FlowSeen flow, boolean failed, long atUnixNanos) {
        Endpoint remote = flow.remote();
        WatchedContainer container = watches.container();
        boolean stranger = !(peer instanceof Peer.Loopback)
                && locked(container).isPresent()
                && PeerLimits.isStranger(
                        judge(container, new Outbound(peer, remote.port(), flow.transport()), atUnixNanos));
        if (!stranger) {
            watches.scans().known(remote.address(), remote.port(), flow.transport());
            return true;
        }
        if (flow.found()
                || watches.scans().stranger(remote.address(), remote.port(), flow.transport(), failed, atUnixNanos)
                        == ScanWatch.Verdict.ORDINARY) {
            return true;
        }
        scanned(watches, flow, atUnixNanos);
        return false;
    }

    private void scanned(TrafficWatches watches, SensorEvent.FlowSeen flow, long atUnixNanos) {
        watches.scanner(process(flow.owner()), flow.socketInode().toOptional().orElse(null));
        if (watches.isNewScan()) {
            watches.scans().scan().ifPresent(scan -> tell(watches, scan, atUnixNanos));
        }
    }

    private void tell(TrafficWatches watches, Scan scan, long atUnixNanos) {
        watches.toldOf(scan).ifPresent(news -> {
            Fact fact = fact(news.behavior(), watches.scanner(), null, watches.takeScannerSocket(), atUnixNanos);
            detection.measured(watches.container(), fact, Rule.NETWORK_SCAN, scan.because(), news.connections());
        });
    }

    /**
     * The peer of an outbound connection is known.
     *
     * @return false when it is one of a scan: it was counted, and nothing else is to be done with it
     */
    boolean resolved(WatchedContainer container, Outbound outbound, SensorEvent.FlowSeen flow, long atUnixNanos) {
        if (isOff(container) || outbound.peer() instanceof Peer.Loopback) {
            return true;
        }
        TrafficWatches watches = watches(container);
        if (!tellScans(watches, outbound.peer(), flow, false, atUnixNanos)) {
            return false;
        }
        PeerUsage usage = watches.usage()
                .opened(outbound, flow.local().port(), flow.remote().address(), flow.found(), atUnixNanos);
        TrackedProcess process = process(flow.owner());
        if (locked(container).isEmpty()) {
            learn(container, outbound, usage, process);
        } else if (PeerLimits.isExternal(outbound)) {
            Judgement judgement = judge(container, outbound, atUnixNanos);
            PeerLimits.strictness(outbound, judgement)
                    .flatMap(usage::newBeat)
                    .ifPresent(rhythm -> detection.measured(
                            container,
                            fact(
                                    outbound,
                                    process,
                                    Connections.connection(
                                            flow.transport(), flow.local(), flow.remote(), outbound.peer()),
                                    flow.socketInode().toOptional().orElse(null),
                                    atUnixNanos),
                            Rule.BEACONING,
                            List.of(rhythm, PeerLimits.noRhythm(judgement)),
                            1));
        }
        return true;
    }

    /** An outbound connection is over. */
    void closed(WatchedContainer container, Outbound outbound, SensorEvent.FlowClosed flow, long atUnixNanos) {
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
        TrackedProcess process = process(flow.owner());
        if (locked.isEmpty()) {
            learn(container, outbound, usage, process);
        } else if (PeerLimits.isExternal(outbound)) {
            Judgement judgement = judge(container, outbound, atUnixNanos);
            PeerLimits.mostBytes(judgement)
                    .flatMap(usage::above)
                    .ifPresent(sent -> detection.measured(
                            container,
                            fact(
                                    outbound,
                                    process,
                                    Connections.connection(
                                            flow.transport(), flow.local(), flow.remote(), outbound.peer()),
                                    null,
                                    atUnixNanos),
                            Rule.BYTES_OUT,
                            PeerLimits.tooMuch(sent, judgement),
                            1));
        }
    }

    /** Sessions are never learned. */
    private void learn(
            WatchedContainer container, Outbound outbound, PeerUsage usage, @Nullable TrackedProcess process) {
        if (process == null || process.phase() != Phase.SESSION) {
            usage.news().filter(peak -> container.use(ids.get(outbound), peak)).ifPresent(usage::learned);
        }
    }

    /**
     * A name was asked for, or an answer came from one of the container's configured resolvers.
     *
     * @param name as it was asked for, without a search domain of the pod
     * @return false when the question is one of a tunnel: it was counted, and nothing else is to be done with it
     */
    boolean name(WatchedContainer container, SensorEvent.NameMessage message, String name, long atUnixNanos) {
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
            watches.asker(process(message.owner()));
        }
        return !tunnel;
    }

    /** Time went on: what goes on is told once a second, and what is over for the last time. */
    void tick(long nowUnixNanos) {
        if (toldNanos != Long.MIN_VALUE && nowUnixNanos - toldNanos < TELL_NANOS) {
            return;
        }
        toldNanos = nowUnixNanos;
        for (TrafficWatches watches : List.copyOf(containers.values())) {
            Optional<Scan> over = watches.scans().tick(nowUnixNanos);
            over.or(watches.scans()::scan).ifPresent(scan -> tell(watches, scan, nowUnixNanos));
            if (over.isPresent()) {
                watches.scanIsOver();
            }
            for (TunnelWatch.Tunnel tunnel : watches.tunnels().news()) {
                NameLookup names = new NameLookup("*." + tunnel.suffix());
                detection.measured(
                        watches.container(),
                        fact(names, watches.asker(), null, null, nowUnixNanos),
                        Rule.DNS_TUNNEL,
                        tunnel.because(),
                        tunnel.questions());
            }
        }
    }

    /** A container is over. */
    void ended(WatchedContainer container) {
        TrafficWatches ended = containers.remove(container.id());
        if (ended != null) {
            formerPeers += ended.usage().forgotten();
            formerSuffixes += ended.tunnels().forgotten();
        }
    }

    /** What was forgotten because there was too much of it, by one word each, since the start. */
    Map<String, Long> forgotten() {
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

    private static Fact fact(
            Behavior behavior,
            @Nullable TrackedProcess process,
            @Nullable Connection connection,
            @Nullable Long socketInode,
            long atUnixNanos) {
        return new Fact(
                behavior,
                Classifier.classify(behavior),
                process,
                process == null ? null : process.details(),
                null,
                null,
                null,
                connection,
                socketInode,
                atUnixNanos,
                false);
    }

    private @Nullable TrackedProcess process(SensorEvent.Owner owner) {
        return owner.pid() instanceof Reading.Known<Integer> pid ? processes.get(pid.value()) : null;
    }

    private @Nullable Judgement judge(WatchedContainer container, Outbound outbound, long atUnixNanos) {
        return baselines.judge(container.key(), outbound, atUnixNanos).orElse(null);
    }

    private Optional<Profile> locked(WatchedContainer container) {
        return baselines.get(container.key()).filter(profile -> profile.state() == BaselineState.STABLE);
    }

    private boolean isOff(WatchedContainer container) {
        return baselines
                .get(container.key())
                .filter(profile -> profile.mode() == Mode.OFF)
                .isPresent();
    }
}
