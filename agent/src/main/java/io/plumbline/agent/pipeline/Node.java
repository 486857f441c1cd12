// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import io.plumbline.agent.anomaly.Traffic;
import io.plumbline.agent.connection.Connections;
import io.plumbline.agent.connection.FlowPeers;
import io.plumbline.agent.connection.GeneralNames;
import io.plumbline.agent.connection.NameLookUps;
import io.plumbline.agent.connection.NetworkOwners;
import io.plumbline.agent.connection.NodeLoopback;
import io.plumbline.agent.connection.PodNames;
import io.plumbline.agent.connection.ResolverPods;
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
import io.plumbline.agent.origin.OriginJudge;
import io.plumbline.agent.origin.Origins;
import io.plumbline.agent.origin.RootDevice;
import io.plumbline.agent.peer.LocalPods;
import io.plumbline.agent.peer.Peers;
import io.plumbline.agent.process.ProcessTable;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.report.IncidentReports;
import io.plumbline.agent.report.LearnedReports;
import io.plumbline.agent.report.PodReports;
import io.plumbline.agent.report.ProfileSubscription;
import io.plumbline.agent.report.ReportWriter;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.watch.CgroupOwners;
import io.plumbline.agent.watch.Containers;
import io.plumbline.agent.watch.CoverageLog;
import io.plumbline.agent.watch.MemoryBudget;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.workload.WorkloadIdentity;
import io.plumbline.v1.SandboxInterval;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that is known of this node, and what is done with each message: the state that the pipeline thread owns. Has no thread
 * and no clock of its own.
 */
final class Node implements Containers.Watch {
    /** Bridges come and go with the first and the last pod. */
    private static final long ADDRESSES_NANOS = 10_000_000_000L;

    /** What containers did and what waits for them: a quarter of the heap that the launcher gives. */
    private static final long MOST_BYTES = 10 << 20;

    private static final long MOST_BYTES_EACH = 3 << 20;

    private final NodeParts parts;
    private final MemoryBudget memory = new MemoryBudget(MOST_BYTES, MOST_BYTES_EACH);
    private final ProcessTable processes = new ProcessTable();
    private final Baselines baselines = new Baselines();
    private final LocalPods localPods = new LocalPods();
    private final IncidentTracker incidents;
    private final IncidentReports incidentReports;
    private final LearnedReports learnedReports;
    private final PodReports podReports;
    private final ProfileSubscription subscription;
    private final Containers containers;
    private final Origins origins;
    private final Peers peers;
    private final Executions executions;
    private final NetworkOwners networkOwners;
    private final NodeLoopback nodeLoopback;
    private final PodNames podNames;
    private final Connections connections;
    private final Detection detection;
    private final Traffic traffic;
    private final KernelObservations kernelObservations;
    private final CodeMappings codeMappings;
    private final SensorGaps sensorGaps;
    private final ProcLookUps lookUps;
    private final Backlog backlog = new Backlog();
    private boolean unlistedForgotten;
    private long addressesReadNanos = -ADDRESSES_NANOS;

    Node(NodeParts parts) {
        this.parts = parts;
        incidents = parts.incidents();
        ReportWriter reports = new ReportWriter(parts.delivery(), parts.unixClock());
        incidentReports = new IncidentReports(reports, incidents);
        learnedReports = new LearnedReports(reports, parts.kept());
        podReports = new PodReports(reports, parts.kept());
        subscription = new ProfileSubscription(reports);
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
        CgroupOwners cgroups = new CgroupOwners(parts.cgroups());
        networkOwners = new NetworkOwners(containers, processes, cgroups, lookUps::ownerAmong);
        nodeLoopback = new NodeLoopback(lookUps.hostNetwork(), networkOwners, containers, parts.bootClock());
        FlowPeers flowPeers = new FlowPeers(peers, podNames, general, nodeLoopback);
        traffic = new Traffic(detection, baselines, processes, flowPeers::resolve);
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
        incidentReports.restore(parts.kept());
        ProfileSubscription.restore(parts.kept(), baselines::received);
        PodReports.restoreContexts(parts.kept(), containers::restore);
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
                subscription.keepRedactionKey(welcomed.redactionKey().toByteArray());
                containers.cluster(welcomed.cluster());
                containers.welcomed();
                subscription.welcomed();
            }
            case PipelineMessage.Answer answer -> answer.continuation().run();
        }
    }

    /** Forgets what an earlier run kept of pods and containers that ended while no agent was there. */
    private void forgetUnlisted(ContainerEvent.Listed listed) {
        if (unlistedForgotten) {
            return;
        }
        unlistedForgotten = true;
        podReports.endUnlisted(listed.sandboxIds());
        learnedReports.forgetUnlisted(listed.containerIds());
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
        backlog.taken(event, now);
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
            case SensorEvent.ProcessFound found -> {
                executions.found(found, now);
                kernelObservations.found(found, now);
            }
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
        subscription.keep(profile);
        for (WatchedContainer container : containers.all()) {
            if (container.key().equals(profile.key())) {
                if (locksNow) {
                    detection.reconsider(container, profile);
                }
                if (formerGeneration != profile.generation()) {
                    // What was counted under the old generation was refused: it is told again under the new one.
                    container.counters().tellAll();
                }
            }
        }
        containers.tick(parts.bootClock().getAsLong(), parts.unixClock().getAsLong());
    }

    /** Sends what must not wait, after each batch of messages. */
    void flush() {
        incidentReports.send(parts.bootClock().getAsLong());
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
        nodeLoopback.tick();
        podNames.tick(now);
        origins.forgetUndated();
        traffic.tick(parts.unixClock().getAsLong());
        subscription.subscribe(containers.keys());
        learnedReports.behind(backlog.drain());
        for (WatchedContainer container : containers.all()) {
            learnedReports.send(container, generation(container), now, false);
        }
        parts.authority().ifPresent(LocalAuthority::tick);
        incidentReports.close();
        incidentReports.send(now);
    }

    /** Sends everything that is not told yet, before the end. */
    void drain() {
        long now = parts.bootClock().getAsLong();
        for (WatchedContainer container : containers.all()) {
            if (container.waiting() > 0) {
                container.lost("agent-stopped", container.waiting());
            }
            learnedReports.send(container, generation(container), now, true);
        }
        incidentReports.send(Long.MAX_VALUE);
    }

    Gauges gauges() {
        return new Gauges(
                containers.all().size(),
                processes.size(),
                incidents.open(),
                origins.pending(),
                peers.pending(),
                incidentReports.told(),
                learnedReports.told(),
                executions.hostProcesses(),
                containers.unattributed() + networkOwners.unowned() + origins.refused(),
                unresolved(),
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

    private Map<String, Long> unresolved() {
        Map<String, Long> causes = new HashMap<>(peers.unresolved());
        causes.put("loopback-unpaired", nodeLoopback.unpaired());
        return causes;
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
                memory.account(),
                parts.bootClock().getAsLong());
        podNames.begin(
                watched, learnedReports.restore(watched), parts.bootClock().getAsLong());
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
        podReports.sandbox(sandboxId, intervals, gone);
        if (gone) {
            endNames(sandboxId);
        }
    }

    /**
     * Forgets the names of a pod that has ended. Not between two containers of a pod that starts again and again: the next one
     * would be asked anew whom it trusts, when the last one may have written that.
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
        podReports.keep(context);
    }

    @Override
    public void contextForgotten(String podUid) {
        podReports.forgetContext(podUid);
    }

    @Override
    public void end(WatchedContainer container) {
        learnedReports.send(container, generation(container), parts.bootClock().getAsLong(), true);
        learnedReports.ended(container);
        endNames(container.container().sandbox().id());
        traffic.ended(container);
    }

    /** The origins, for continuations that are made before the field is set. */
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
