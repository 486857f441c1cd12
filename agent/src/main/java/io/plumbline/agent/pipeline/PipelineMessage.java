// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import com.google.protobuf.ByteString;
import io.plumbline.agent.container.ContainerEvent;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.profiles.profile.Profile;
import java.util.List;

/** A message that others tell the pipeline thread. */
public sealed interface PipelineMessage {
    /** The kernel. */
    record Sensed(SensorEvent event) implements PipelineMessage {}

    /** The kernel, of many events at once, in order. */
    record SensedAll(List<SensorEvent> events) implements PipelineMessage {
        public SensedAll {
            events = List.copyOf(events);
        }
    }

    /** The container runtime. */
    record ContainersChanged(ContainerEvent event) implements PipelineMessage {}

    /** The cluster, of a pod of this node. */
    record Context(PodContext context) implements PipelineMessage {}

    /** The authority over baselines: the collector, or this node's own when it works alone. */
    record Profiled(Profile profile) implements PipelineMessage {}

    /** The collector greeted: from now on these are the cluster's id and its key for hashes of secrets. */
    record Welcomed(String cluster, ByteString redactionKey) implements PipelineMessage {}

    /** Work that was done elsewhere comes back: an origin was judged, peers were resolved, an owner was found. */
    record Answer(Runnable continuation) implements PipelineMessage {}
}
