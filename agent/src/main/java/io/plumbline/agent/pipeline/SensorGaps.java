// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import io.plumbline.agent.detection.Detection;
import io.plumbline.agent.observation.InvariantViolation;
import io.plumbline.agent.observation.Observation;
import io.plumbline.agent.observation.Rule;
import io.plumbline.agent.process.ProcessTable;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.watch.CgroupOwners;
import io.plumbline.agent.watch.Containers;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.behavior.KernelUse;
import io.plumbline.profiles.behavior.KernelUse.Operation;
import java.util.function.LongUnaryOperator;

/**
 * Charges what a sensor lost or only counted to the container whose it was, as far as anybody can say, so that nobody stops the
 * learning of others. Owned by the pipeline thread.
 */
final class SensorGaps {
    private static final String ELSEWHERE = "-elsewhere";

    private final Containers containers;
    private final CgroupOwners cgroups;
    private final Detection detection;
    private final LongUnaryOperator bootToUnixNanos;

    SensorGaps(Containers containers, CgroupOwners cgroups, Detection detection, LongUnaryOperator bootToUnixNanos) {
        this.containers = containers;
        this.cgroups = cgroups;
        this.detection = detection;
        this.bootToUnixNanos = bootToUnixNanos;
    }

    void lost(SensorEvent.EventsLost lost, long nowNanos) {
        switch (lost.cgroup()) {
            case Reading.Known<String> cgroup ->
                cgroups.containerId(cgroup.value())
                        .ifPresent(id ->
                                containers.with(id, nowNanos, container -> container.lost(lost.cause(), lost.count())));
            case Reading.Unknown<String> ignored -> containers.all().forEach(container -> ofAnybody(container, lost));
        }
    }

    /** An event was lost on its way through this agent. */
    void missed(SensorEvent event, String cause, ProcessTable processes, long nowNanos) {
        Reading<String> unknown = Reading.unknown("not-provided");
        switch (event) {
            case SensorEvent.EventsLost former ->
                lost(new SensorEvent.EventsLost(former.bootNanos(), cause, former.count(), former.cgroup()), nowNanos);
            case SensorEvent.ContainerThrottled throttled ->
                lost(
                        new SensorEvent.EventsLost(
                                throttled.bootNanos(),
                                cause,
                                Math.max(1, throttled.counted()),
                                Reading.known(throttled.cgroup())),
                        nowNanos);
            case SensorEvent.ProcessEvent process -> missed(process, cause, processes, nowNanos);
            case SensorEvent.FlowSeen flow ->
                lost(
                        new SensorEvent.EventsLost(
                                flow.bootNanos(), cause, 1, flow.owner().cgroup()),
                        nowNanos);
            case SensorEvent.NameMessage name ->
                lost(
                        new SensorEvent.EventsLost(
                                name.bootNanos(), cause, 1, name.owner().cgroup()),
                        nowNanos);
            case SensorEvent.NetworkEvent network ->
                lost(new SensorEvent.EventsLost(network.bootNanos(), cause, 1, unknown), nowNanos);
            case SensorEvent.SnapshotFinished ignored -> {}
        }
    }

    private void missed(SensorEvent.ProcessEvent event, String cause, ProcessTable processes, long nowNanos) {
        TrackedProcess process = processes.get(event.pid());
        String containerId = process == null ? null : process.containerId();
        if (event instanceof SensorEvent.ProcessExecuted executed
                && executed.details().cgroup() instanceof Reading.Known<String>) {
            lost(
                    new SensorEvent.EventsLost(
                            event.bootNanos(), cause, 1, executed.details().cgroup()),
                    nowNanos);
        } else if (containerId != null) {
            containers.with(containerId, nowNanos, container -> container.lost(cause, 1));
        }
    }

    /**
     * Nobody can say whose they were: every container may have lost something that did anything meanwhile. Of one that did not, a
     * running process may have loaded code without any other trace; that is told once for each run, so that a neighbour in a storm does
     * not keep it from being locked again and again.
     */
    private static void ofAnybody(WatchedContainer container, SensorEvent.EventsLost lost) {
        if (lost.sinceNanos() == 0 || container.wasActiveSince(lost.sinceNanos())) {
            container.lost(lost.cause(), lost.count());
        } else {
            container.lostOnce(lost.cause() + ELSEWHERE);
        }
    }

    void throttled(SensorEvent.ContainerThrottled throttled, long nowNanos) {
        cgroups.containerId(throttled.cgroup())
                .ifPresent(id -> containers.with(id, nowNanos, container -> {
                    if (throttled.counted() > 0) {
                        container.lost("throttled", throttled.counted());
                    }
                    Observation observation = Observation.of(
                                    new KernelUse(Operation.EVENT_FLOOD, null),
                                    null,
                                    null,
                                    bootToUnixNanos.applyAsLong(throttled.bootNanos()))
                            .withBroken(new InvariantViolation(
                                    Rule.EVENT_FLOOD,
                                    "so much happened that the sensor counts it instead of telling each event; what was"
                                            + " never seen before is told all the same"));
                    detection.flooded(container, observation, throttled.counted());
                }));
    }
}
