// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import io.plumbline.agent.container.CgroupPath;
import io.plumbline.agent.detection.LocalAuthority;
import io.plumbline.agent.incident.IncidentTracker;
import io.plumbline.agent.incident.ProcessEvidence;
import io.plumbline.agent.incident.Redaction;
import io.plumbline.agent.outbox.AgentStore;
import io.plumbline.agent.outbox.Delivery;
import io.plumbline.agent.peer.PeerDirectory;
import io.plumbline.agent.peer.PeerSettings;
import io.plumbline.agent.process.ProcessIdentity;
import io.plumbline.agent.report.ProfileSubscription;
import io.plumbline.agent.sensor.Sensor;
import io.plumbline.agent.watch.Containers;
import io.plumbline.profiles.learning.LockRule;
import io.plumbline.service.health.Heartbeat;
import io.plumbline.service.ids.UuidV7;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the pipeline of a node.
 *
 * @param bootId of the kernel, part of process ids
 * @param proc /proc of the host's pid namespace
 * @param cluster id until a collector gives one
 * @param cgroupRoot the subtree of the cgroup tree that is watched
 * @param contextPatience how long observations wait for what the cluster says of their pod; asked each time, from the pipeline's thread
 * @param peers what is said of peers beforehand
 * @param alone the rule by which this agent locks baselines itself; null when a collector does
 */
public record PipelineSettings(
        String node,
        String bootId,
        Path proc,
        String cluster,
        String cgroupRoot,
        Supplier<Duration> contextPatience,
        PeerSettings peers,
        @Nullable LockRule alone) {
    private static final Duration PROFILE_PATIENCE = Duration.ofSeconds(5);

    /** A loop that turns several times a second and did not for so long hangs. */
    private static final Duration STALLED = Duration.ofSeconds(15);

    /** Makes the pipeline; it does nothing until it is started. {@code bootClock}, {@code unixClock}: nanoseconds. */
    public Pipeline open(
            Sensor sensor,
            Delivery delivery,
            AgentStore store,
            PeerDirectory directory,
            Executor blocking,
            LongSupplier bootClock,
            LongSupplier unixClock,
            UuidV7 ids) {
        Redaction redaction =
                new Redaction(ProfileSubscription.keptRedactionKey(store::load).orElseGet(store::redactionKey));
        ProcessEvidence evidence = new ProcessEvidence(
                new ProcessIdentity(node, bootId),
                redaction,
                boot -> unixClock.getAsLong() - bootClock.getAsLong() + boot);
        return new Pipeline(new Heartbeat("pipeline", STALLED, System::nanoTime), pipeline -> {
            LocalAuthority authority = alone == null
                    ? null
                    : new LocalAuthority(
                            delivery,
                            alone,
                            node,
                            store.epoch(),
                            store.load(LocalAuthority.BASELINE),
                            unixClock,
                            profile -> pipeline.tellSoon(new PipelineMessage.Profiled(profile)));
            return new Node(new NodeParts(
                    new Containers.Settings(
                            rememberedCluster(store).orElse(cluster),
                            () -> contextPatience.get().toNanos(),
                            PROFILE_PATIENCE.toNanos(),
                            alone != null),
                    proc,
                    sensor,
                    authority == null ? delivery : authority,
                    Optional.ofNullable(authority),
                    directory,
                    peers,
                    new CgroupPath(cgroupRoot),
                    redaction,
                    blocking,
                    bootClock,
                    unixClock,
                    new IncidentTracker(node, ids::nextText, evidence),
                    store::load,
                    PipelineSettings::nodeAddresses,
                    ProcessHandle.current().pid(),
                    continuation -> pipeline.tell(new PipelineMessage.Answer(continuation))));
        });
    }

    private Optional<String> rememberedCluster(AgentStore store) {
        return alone != null
                ? Optional.empty()
                : Optional.ofNullable(store.load("link").get("cluster"))
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** The addresses of all interfaces that this process sees. */
    private static Set<InetAddress> nodeAddresses() {
        Set<InetAddress> addresses = new HashSet<>();
        try {
            NetworkInterface.networkInterfaces()
                    .forEach(one -> one.inetAddresses().forEach(addresses::add));
        } catch (SocketException unreadable) {
            // Asked again soon; until then a connection of the node itself stays unresolved.
        }
        return addresses;
    }
}
