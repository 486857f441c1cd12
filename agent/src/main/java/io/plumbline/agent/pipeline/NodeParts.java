// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import io.plumbline.agent.container.CgroupPath;
import io.plumbline.agent.detection.LocalAuthority;
import io.plumbline.agent.incident.IncidentTracker;
import io.plumbline.agent.incident.Redaction;
import io.plumbline.agent.outbox.Delivery;
import io.plumbline.agent.peer.PeerDirectory;
import io.plumbline.agent.peer.PeerSettings;
import io.plumbline.agent.report.KeptState;
import io.plumbline.agent.sensor.Sensor;
import io.plumbline.agent.watch.Containers;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The parts that the node's state is made with.
 *
 * @param proc /proc of the host's pid namespace
 * @param blocking where files may be read and others asked
 * @param bootClock nanoseconds since boot
 * @param unixClock nanoseconds since 1970
 * @param incidents the open incidents, already with those of an earlier run
 * @param kept by an earlier run of the agent
 * @param authority over baselines, when that is not the collector
 * @param peers what is said of peers beforehand
 * @param nodeAddresses reads this node's own addresses
 * @param ownPid of the agent in the host's pid namespace
 * @param answers brings work that was done elsewhere back to the pipeline thread
 */
record NodeParts(
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
        KeptState kept,
        Supplier<Set<InetAddress>> nodeAddresses,
        long ownPid,
        Consumer<Runnable> answers) {}
