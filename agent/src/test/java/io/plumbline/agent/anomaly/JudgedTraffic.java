// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.anomaly;

import io.plumbline.agent.connection.Connections;
import io.plumbline.agent.container.Container;
import io.plumbline.agent.container.Sandbox;
import io.plumbline.agent.detection.Baselines;
import io.plumbline.agent.detection.Detection;
import io.plumbline.agent.dns.DnsMessage;
import io.plumbline.agent.incident.IncidentTracker;
import io.plumbline.agent.incident.ProcessEvidence;
import io.plumbline.agent.incident.Redaction;
import io.plumbline.agent.observation.Observation;
import io.plumbline.agent.process.ProcessIdentity;
import io.plumbline.agent.process.ProcessTable;
import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.watch.BehaviorCounters;
import io.plumbline.agent.watch.CoverageLog;
import io.plumbline.agent.watch.MemoryBudget;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.LearningProgress;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.Usage;
import io.plumbline.profiles.workload.ContainerType;
import io.plumbline.profiles.workload.IdentitySource;
import io.plumbline.profiles.workload.Workload;
import io.plumbline.profiles.workload.WorkloadIdentity;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Incident;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A container whose traffic is judged, from the connection whose container is known up to the incident. */
final class JudgedTraffic {
    static final long SECOND = 1_000_000_000L;

    private final Baselines baselines = new Baselines();
    private int made;
    private final IncidentTracker book = new IncidentTracker(
            "node-a",
            () -> "incident-" + ++made,
            new ProcessEvidence(
                    new ProcessIdentity("node-a", "boot"),
                    new Redaction("0123456789abcdef".getBytes(StandardCharsets.US_ASCII)),
                    boot -> boot));
    private final Detection detection =
            new Detection(baselines, book, (container, observation, then) -> then.accept(observation));
    private final Traffic traffic = new Traffic(
            detection,
            baselines,
            new ProcessTable(),
            (container, flow, at, then) -> then.accept(Optional.of(peer(flow.remote()))));
    private final Map<String, Incident> incidents = new LinkedHashMap<>();
    private final WatchedContainer container = container("c");
    private int localPort = 32_767;
    private long now = 1_000_000 * SECOND;
    private int known;

    /** Peers of 198.51.100.0/24 have a name; all others have none. */
    private static Peer peer(Endpoint remote) {
        String address = remote.address().getHostAddress();
        return address.startsWith("198.51.100.") ? new Peer.DnsName("api.example.com") : new Peer.Cidr(address + "/32");
    }

    WatchedContainer container(String digit) {
        Workload workload = new Workload("local", "shop", "Deployment", "web");
        Sandbox sandbox = new Sandbox(
                digit.repeat(32),
                "pod-" + digit,
                "web-" + digit,
                "shop",
                Map.of(),
                Map.of(),
                List.of("10.0.0.5"),
                9,
                0);
        Container described = new Container(
                digit.repeat(64), "web", ContainerType.APP, sandbox, "web:1", null, 0, 100, 0, List.of(), null);
        WatchedContainer watched = new WatchedContainer(
                described,
                new WorkloadIdentity(workload, IdentitySource.LABELS, null, null),
                1,
                2,
                3,
                new CoverageLog("ebpf", Map.of()),
                new MemoryBudget(1 << 20, 1 << 20).account(),
                0);
        watched.ready();
        return watched;
    }

    WatchedContainer container() {
        return container;
    }

    /** How much the container was counted to use a peer. */
    Usage usage(Outbound peer) {
        BehaviorCounters.Cell cell = container.counters().cells().get(BehaviorId.of(peer));
        return cell == null ? Usage.NONE : cell.counter().usage();
    }

    JudgedTraffic locked(ProfileEntry... entries) {
        return has(BaselineState.STABLE, entries);
    }

    JudgedTraffic learning() {
        return has(BaselineState.LEARNING);
    }

    private JudgedTraffic has(BaselineState state, ProfileEntry... entries) {
        Map<String, ProfileEntry> byId = new LinkedHashMap<>();
        Stream.of(entries).forEach(entry -> byId.put(entry.id(), entry));
        baselines.received(
                new Profile(container.key(), Mode.AUTO, state, "test", now, 1 + known++, byId, LearningProgress.NONE));
        return this;
    }

    JudgedTraffic pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            traffic.tick(now);
        }
        return this;
    }

    private SensorEvent.FlowSeen flow(InetAddress address, int port, boolean made) {
        return new SensorEvent.FlowSeen(
                now,
                2,
                Transport.TCP,
                Direction.OUTBOUND,
                new Endpoint(InetAddress.ofLiteral("10.0.0.5"), ++localPort),
                new Endpoint(address, port),
                Reading.unknown("not-provided"),
                Reading.known(made),
                false,
                SensorEvent.Owner.UNKNOWN);
    }

    /** A connection that could not be made; false when it is one of a scan. */
    boolean fails(String address, int port) {
        return traffic.opened(container, flow(InetAddress.ofLiteral(address), port, false), now);
    }

    /** A connection whose peer was given up, among too many. */
    void isUnnamed(String address, int port) {
        traffic.unnamed(container, flow(InetAddress.ofLiteral(address), port, true), now);
    }

    /** As {@link Connections} does it: a connection that sends so much and is over; false when it is one of a scan. */
    boolean connects(String address, int port, long bytes) {
        SensorEvent.FlowSeen flow = flow(InetAddress.ofLiteral(address), port, true);
        if (!traffic.opened(container, flow, now)) {
            return false;
        }
        Outbound outbound = new Outbound(peer(flow.remote()), port, Transport.TCP);
        if (!traffic.resolved(container, outbound, flow, now)) {
            return false;
        }
        detection.observe(container, Observation.of(outbound, null, null, now));
        traffic.closed(
                container,
                outbound,
                new SensorEvent.FlowClosed(
                        now,
                        2,
                        Transport.TCP,
                        Direction.OUTBOUND,
                        flow.local(),
                        flow.remote(),
                        bytes,
                        0,
                        SensorEvent.Owner.UNKNOWN),
                now);
        return true;
    }

    /** Any other thing that the container, or another run of it, does. */
    void does(WatchedContainer who, Behavior behavior) {
        detection.observe(who, Observation.of(behavior, null, null, now));
    }

    /** A question and its answer; false when it is one of a tunnel. */
    boolean asks(String name, int type, int code) {
        boolean ordinary = traffic.name(container, message(name, type, 0, true), name, now);
        traffic.name(container, message(name, type, code, false), name, now);
        return ordinary;
    }

    private SensorEvent.NameMessage message(String name, int type, int code, boolean sent) {
        return new SensorEvent.NameMessage(
                now,
                2,
                Transport.UDP,
                sent,
                new Endpoint(InetAddress.ofLiteral("10.0.0.5"), 5353),
                new Endpoint(InetAddress.ofLiteral("10.96.0.10"), 53),
                new DnsMessage(1, !sent, code, name, type, List.of(), false),
                SensorEvent.Owner.UNKNOWN);
    }

    /** The incidents so far, each in its last revision. */
    List<Incident> incidents() {
        book.due(Long.MAX_VALUE).forEach(told -> incidents.put(told.incident().getIncidentId(), told.incident()));
        return List.copyOf(incidents.values());
    }

    List<Deviation> deviations() {
        return incidents().stream()
                .flatMap(incident -> incident.getDeviationsList().stream())
                .toList();
    }

    Deviation deviation(String rule) {
        return deviations().stream()
                .filter(deviation -> deviation.getRule().equals(rule))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + rule + " in " + deviations()));
    }
}
