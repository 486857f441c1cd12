// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import com.google.protobuf.InvalidProtocolBufferException;
import io.plumbline.agent.anomaly.Traffic;
import io.plumbline.agent.connection.Connections;
import io.plumbline.agent.connection.FlowPeers;
import io.plumbline.agent.connection.GeneralNames;
import io.plumbline.agent.connection.NameLookUps;
import io.plumbline.agent.connection.NetworkOwners;
import io.plumbline.agent.connection.PodNames;
import io.plumbline.agent.connection.ResolverPods;
import io.plumbline.agent.container.CgroupPath;
import io.plumbline.agent.container.Container;
import io.plumbline.agent.container.ContainerEvent;
import io.plumbline.agent.container.UserIds;
import io.plumbline.agent.detection.Baselines;
import io.plumbline.agent.detection.Detection;
import io.plumbline.agent.detection.LocalAuthority;
import io.plumbline.agent.execution.CodeMappings;
import io.plumbline.agent.execution.Executions;
import io.plumbline.agent.execution.Insiders;
import io.plumbline.agent.execution.Isolation;
import io.plumbline.agent.execution.KernelObservations;
import io.plumbline.agent.execution.Programs;
import io.plumbline.agent.incident.IncidentTracker;
import io.plumbline.agent.incident.Redaction;
import io.plumbline.agent.origin.OriginJudge;
import io.plumbline.agent.origin.Origins;
import io.plumbline.agent.origin.RootDevice;
import io.plumbline.agent.outbox.Delivery;
import io.plumbline.agent.peer.LocalPods;
import io.plumbline.agent.peer.PeerDirectory;
import io.plumbline.agent.peer.PeerSettings;
import io.plumbline.agent.peer.Peers;
import io.plumbline.agent.process.ProcessTable;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.Sensor;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.watch.CgroupOwners;
import io.plumbline.agent.watch.Containers;
import io.plumbline.agent.watch.CoverageLog;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.profiles.learning.Counter;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.wire.ProfileCodec;
import io.plumbline.profiles.workload.WorkloadIdentity;
import io.plumbline.v1.Coverage;
import io.plumbline.v1.SandboxInterval;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * All that is known of this node, and what is done with each message: the state that the pipeline thread owns. Has no thread
 * and no clock of its own.
 */
final class Node implements Containers.Watch {
    /** Bridges come and go with the first and the last pod. */
    private static final long ADDRESSES_NANOS = 10_000_000_000L;

    private final Parts parts;
    private final ProcessTable processes = new ProcessTable();
    private final Baselines baselines = new Baselines();
    private final LocalPods localPods = new LocalPods();
    private final IncidentTracker incidents;
    private final Reports reports;
    private final Containers containers;
    private final Origins origins;
    private final Peers peers;
    private final Executions executions;
    private final NetworkOwners networkOwners;
    private final PodNames podNames;
    private final Connections connections;
    private final Detection detection;
    private final Traffic traffic;
    private final KernelObservations kernelObservations;
    private final CodeMappings codeMappings;
    private final SensorGaps sensorGaps;
    private final ProcLookUps lookUps;
    private final Map<String, Map<String, Counter>> formerCounters;
    private final Map<String, byte[]> formerCoverage;
    private final Map<String, byte[]> formerSandboxes;
    private boolean unlistedForgotten;
    private long addressesReadNanos = -ADDRESSES_NANOS;

    /**
     * What the node's state is made with.
     *
     * @param proc /proc of the host's pid namespace
     * @param blocking where files may be read and others asked
     * @param bootClock nanoseconds since boot
     * @param unixClock nanoseconds since 1970
     * @param incidents the open incidents, already with those of an earlier run
     * @param stored what an earlier run kept, by kind and key
     * @param authority over baselines, when that is not the collector
     * @param peers what is said of peers beforehand
     * @param nodeAddresses reads this node's own addresses
     * @param ownPid of the agent in the host's pid namespace
     * @param answers brings work that was done elsewhere back to the pipeline thread
     */
    record Parts(
            Containers.Settings settings,
            Path proc,
            Sensor sensor,
            Delivery delivery,
            Optional<LocalAuthority> authority,
            PeerDirectory directory,
            PeerSettings peers,
            CgroupPath cgroups,
            Redaction redaction,
            Executor blocking,
            LongSupplier bootClock,
            LongSupplier unixClock,
            IncidentTracker incidents,
            Stored stored,
            Supplier<Set<InetAddress>> nodeAddresses,
            long ownPid,
            Consumer<Runnable> answers) {}

    /** What an earlier run of the agent kept. */
    @FunctionalInterface
    interface Stored {
        Map<String, byte[]> load(String kind);
    }

    Node(Parts parts) {
        this.parts = parts;
        incidents = parts.incidents();
        reports = new Reports(parts.delivery(), incidents, parts.unixClock());
        containers = new Containers(parts.settings(), localPods, baselines::has, this);
        origins = new Origins(
                new OriginJudge(parts.proc()),
                parts.blocking(),
                (key, answer) -> parts.answers().accept(() -> origins().onAnswer(key, answer)));
        peers = new Peers(
                localPods,
                parts.directory(),
                parts.peers(),
                parts.blocking(),
                (questions, answer) -> parts.answers().accept(() -> peers().onAnswer(questions, answer)),
                parts.bootClock());
        lookUps = new ProcLookUps(parts.proc(), processes, containers, parts.blocking(), parts.answers());
        detection = new Detection(baselines, incidents, lookUps::ownerOf);
        podNames = new PodNames(PodNames.reader(parts.proc(), parts.blocking(), parts.answers()));
        GeneralNames general = new GeneralNames(baselines);
        FlowPeers flowPeers = new FlowPeers(peers, podNames, general);
        traffic = new Traffic(detection, baselines, processes, flowPeers::resolve);
        CgroupOwners cgroups = new CgroupOwners(parts.cgroups());
        Insiders insiders = new Insiders(processes, containers, this::unixNanos);
        long hostMounts = lookUps.hostMounts();
        executions = new Executions(
                processes,
                containers,
                cgroups,
                new Programs(containers, detection, origins, parts.redaction(), lookUps::isInternet),
                new Isolation(containers, detection, lookUps::mountsOf, hostMounts),
                lookUps::entryProgram,
                this::unixNanos);
        kernelObservations = new KernelObservations(processes, containers, insiders, detection, parts.ownPid());
        codeMappings = new CodeMappings(containers, insiders, detection, origins);
        sensorGaps = new SensorGaps(containers, cgroups, detection, this::unixNanos);
        networkOwners = new NetworkOwners(containers, processes, cgroups, lookUps::ownerAmong);
        connections = new Connections(
                networkOwners,
                detection,
                flowPeers,
                podNames,
                new NameLookUps(
                        networkOwners,
                        detection,
                        traffic,
                        podNames,
                        general,
                        new ResolverPods(parts.directory(), parts.blocking(), parts.answers()),
                        this::unixNanos),
                traffic,
                this::unixNanos);
        formerCounters = Reports.counters(parts.stored().load(Reports.COUNTER));
        formerCoverage = new HashMap<>(parts.stored().load(Reports.COVERAGE));
        formerSandboxes = new HashMap<>(parts.stored().load(Reports.SANDBOX));
        Reports.incidents(parts.stored().load(Reports.INCIDENT)).forEach(incidents::restore);
        parts.stored().load(Reports.PROFILE).values().forEach(this::restoreProfile);
        Reports.contexts(parts.stored().load(Reports.CONTEXT)).forEach(containers::restore);
    }

    private void restoreProfile(byte[] stored) {
        try {
            baselines.received(ProfileCodec.fromProto(io.plumbline.v1.Profile.parseFrom(stored)));
        } catch (InvalidProtocolBufferException | RuntimeException damaged) {
            // The authority sends it again.
        }
    }

    void on(PipelineMessage message) {
        long now = now();
        switch (message) {
            case PipelineMessage.Sensed sensed -> sensed(sensed.event(), now);
            case PipelineMessage.SensedAll sensed -> sensed.events().forEach(event -> sensed(event, now));
            case PipelineMessage.ContainersChanged changed -> {
                containers.on(changed.event(), now, parts.unixClock().getAsLong());
                if (changed.event() instanceof ContainerEvent.Listed listed) {
                    forgetUnlisted(listed);
                }
            }
            case PipelineMessage.Context context -> containers.on(context.context(), now);
            case PipelineMessage.Profiled profiled -> profiled(profiled.profile());
            case PipelineMessage.Welcomed welcomed -> {
                parts.redaction().key(welcomed.redactionKey().toByteArray());
                reports.keepRedactionKey(welcomed.redactionKey().toByteArray());
                containers.cluster(welcomed.cluster());
                containers.welcomed();
                reports.welcomed();
            }
            case PipelineMessage.Answer answer -> answer.continuation().run();
        }
    }

    /** What an earlier run kept of pods and containers that ended while no agent was there. */
    private void forgetUnlisted(ContainerEvent.Listed listed) {
        if (unlistedForgotten) {
            return;
        }
        unlistedForgotten = true;
        reports.endUnlisted(formerSandboxes, listed.sandboxIds());
        formerSandboxes.clear();
        formerCounters.keySet().retainAll(listed.containerIds());
        formerCoverage.keySet().retainAll(listed.containerIds());
        reports.forgetContainers(parts.stored(), listed.containerIds());
    }

    /** Now, nanoseconds since boot. */
    long now() {
        return parts.bootClock().getAsLong();
    }

    /** An event could not be handled: its container, or where nobody can say whose it was each, missed something. */
    void missed(SensorEvent event, String cause, long now) {
        sensorGaps.missed(event, cause, processes, now);
    }

    void sensed(SensorEvent event, long now) {
        switch (event) {
            case SensorEvent.ProcessEvent process -> processEvent(process, now);
            case SensorEvent.NetworkEvent network -> connections.on(network, now);
            case SensorEvent.SnapshotFinished finished -> processes.snapshotFinished(finished.bootNanos());
            case SensorEvent.ContainerThrottled throttled -> sensorGaps.throttled(throttled, now);
            case SensorEvent.EventsLost lost -> sensorGaps.lost(lost, now);
        }
    }

    private void processEvent(SensorEvent.ProcessEvent event, long now) {
        // A process that ends is known before it is told, one that starts after.
        active(event);
        switch (event) {
            case SensorEvent.ProcessForked forked ->
                processes.forked(forked.bootNanos(), forked.pid(), forked.parentPid());
            case SensorEvent.ProcessExecuted executed -> {
                TrackedProcess before = processes.get(executed.pid());
                Integer formerUser = before == null ? null : before.effectiveUserId();
                executions.executed(executed, now);
                kernelObservations.executed(executed, formerUser, now);
            }
            case SensorEvent.ProcessFound found -> executions.found(found, now);
            case SensorEvent.ProcessExited exited -> processes.exited(exited.pid());
            case SensorEvent.UserChanged changed -> kernelObservations.userChanged(changed, now);
            case SensorEvent.CodeMapped mapped -> codeMappings.on(mapped, now);
            case SensorEvent.SocketCreated created -> kernelObservations.socketCreated(created, now);
            case SensorEvent.UnixConnected connected -> kernelObservations.unixConnected(connected, now);
            case SensorEvent.KernelUsed used -> kernelObservations.kernelUsed(used, now);
        }
        active(event);
    }

    private void active(SensorEvent.ProcessEvent event) {
        TrackedProcess process = processes.get(event.pid());
        String containerId = process == null ? null : process.containerId();
        if (containerId != null && !(event instanceof SensorEvent.ProcessFound)) {
            containers.get(containerId).ifPresent(container -> container.active(event.bootNanos()));
        }
    }

    private void profiled(Profile profile) {
        Optional<Profile> former = baselines.get(profile.key());
        boolean locksNow = former.map(Profile::state)
                .filter(state -> state == BaselineState.STABLE)
                .isEmpty();
        long formerGeneration = former.map(Profile::generation).orElse(profile.generation());
        baselines.received(profile);
        reports.keep(profile);
        for (WatchedContainer container : containers.all()) {
            if (container.key().equals(profile.key())) {
                if (locksNow) {
                    detection.reconsider(container, profile);
                }
                if (formerGeneration != profile.generation()) {
                    // What was counted under the old generation was refused: it is told again under the new one.
                    container.tellAll();
                }
            }
        }
        containers.tick(parts.bootClock().getAsLong(), parts.unixClock().getAsLong());
    }

    /** After each batch of messages: what must not wait. */
    void flush() {
        reports.incidents(parts.bootClock().getAsLong());
    }

    /** Each quarter of a second: what may wait that long. */
    void tick() {
        long now = parts.bootClock().getAsLong();
        containers.tick(now, parts.unixClock().getAsLong());
        executions.tick(now);
        if (now - addressesReadNanos >= ADDRESSES_NANOS) {
            addressesReadNanos = now;
            parts.blocking().execute(() -> {
                Set<InetAddress> addresses = parts.nodeAddresses().get();
                parts.answers().accept(() -> peers.nodeAddresses(addresses));
            });
        }
        peers.tick();
        podNames.tick(now);
        origins.forgetUndated();
        traffic.tick(parts.unixClock().getAsLong());
        parts.authority().ifPresent(LocalAuthority::tick);
        reports.interest(containers.keys());
        for (WatchedContainer container : containers.all()) {
            reports.learned(container, generation(container), now, false);
        }
        reports.closeIncidents();
        reports.incidents(now);
    }

    /** Before the end: everything that is not told yet. */
    void drain() {
        long now = parts.bootClock().getAsLong();
        for (WatchedContainer container : containers.all()) {
            if (container.waiting() > 0) {
                container.lost("agent-stopped", container.waiting());
            }
            reports.learned(container, generation(container), now, true);
        }
        reports.incidents(Long.MAX_VALUE);
    }

    Gauges gauges() {
        return new Gauges(
                containers.all().size(),
                processes.size(),
                incidents.open(),
                origins.pending(),
                peers.pending(),
                reports.incidentsTold(),
                reports.deltasTold(),
                executions.hostProcesses(),
                containers.unattributed() + networkOwners.unowned() + origins.refused(),
                peers.unresolved(),
                connections.failed(),
                connections.closed(),
                podNames.counts(),
                podNames.size(),
                connections.open(),
                connections.pushedOut(),
                traffic.forgotten(),
                executions.described(),
                executions.undescribed());
    }

    private long generation(WatchedContainer container) {
        return baselines.get(container.key()).map(Profile::generation).orElse(0L);
    }

    @Override
    public WatchedContainer begin(Container container, WorkloadIdentity identity) {
        WatchedContainer watched = new WatchedContainer(
                container.withUserIds(UserIds.of(parts.proc(), container.initPid(), container.userIds())),
                identity,
                lookUps.namespace(container.initPid(), "mnt"),
                lookUps.namespace(container.initPid(), "net"),
                RootDevice.of(parts.proc(), container.initPid()),
                new CoverageLog(parts.sensor().tier(), parts.sensor().unwatched()),
                parts.bootClock().getAsLong());
        Map<String, Counter> counters = formerCounters.remove(container.id());
        if (counters != null) {
            counters.forEach(watched::restore);
        }
        podNames.begin(
                watched,
                counters == null ? List.of() : counters.values(),
                parts.bootClock().getAsLong());
        byte[] coverage = formerCoverage.remove(container.id());
        if (coverage != null) {
            try {
                watched.coverage().restore(Coverage.parseFrom(coverage));
            } catch (InvalidProtocolBufferException damaged) {
                watched.lost("state-damaged", 1);
            }
        }
        return watched;
    }

    @Override
    public void network(long networkNamespace, int pid, boolean present) {
        if (present) {
            parts.sensor().watchNetwork(networkNamespace, pid);
        } else {
            parts.sensor().unwatchNetwork(networkNamespace);
        }
    }

    @Override
    public void sandbox(String sandboxId, List<SandboxInterval> intervals, boolean gone) {
        reports.sandbox(sandboxId, intervals, gone);
        if (gone) {
            endNames(sandboxId);
        }
    }

    /**
     * Not between two containers of a pod that starts again and again: the next one would be asked anew whom it trusts, when the last
     * one may have written that.
     */
    private void endNames(String sandboxId) {
        if (!containers.isSandbox(sandboxId)
                && containers.all().stream()
                        .noneMatch(other -> other.container().sandbox().id().equals(sandboxId))) {
            podNames.end(sandboxId);
        }
    }

    @Override
    public void context(PodContext context) {
        reports.keep(context);
    }

    @Override
    public void contextForgotten(String podUid) {
        reports.forgetContext(podUid);
    }

    @Override
    public void end(WatchedContainer container) {
        reports.learned(container, generation(container), parts.bootClock().getAsLong(), true);
        reports.ended(container);
        endNames(container.container().sandbox().id());
        traffic.ended(container);
    }

    /** For continuations that are made before the field is set. */
    private Origins origins() {
        return origins;
    }

    private Peers peers() {
        return peers;
    }

    private long unixNanos(long bootNanos) {
        return parts.unixClock().getAsLong() - parts.bootClock().getAsLong() + bootNanos;
    }
}
