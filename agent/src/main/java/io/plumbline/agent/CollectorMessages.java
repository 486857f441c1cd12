// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import com.google.protobuf.ByteString;
import io.plumbline.agent.kubernetes.ClusterContext;
import io.plumbline.agent.kubernetes.CollectorContext;
import io.plumbline.agent.link.LinkListener;
import io.plumbline.agent.pipeline.PipelineMessage;
import io.plumbline.kubernetes.PodContextCodec;
import io.plumbline.profiles.wire.ProfileCodec;
import io.plumbline.v1.ClusterView;
import io.plumbline.v1.PodContext;
import io.plumbline.v1.Profile;
import org.jspecify.annotations.Nullable;

/** Hands what the collector says to the pipeline, and what it says of the cluster to the context that waits for it. */
final class CollectorMessages implements LinkListener {
    private final PipelineReference pipeline;
    private final @Nullable CollectorContext context;

    /** Pods and views are dropped unless {@code context} is the one that the collector feeds. */
    CollectorMessages(PipelineReference pipeline, ClusterContext context) {
        this.pipeline = pipeline;
        this.context = context instanceof CollectorContext fed ? fed : null;
    }

    @Override
    public void onWelcome(String cluster, byte[] redactionKey) {
        pipeline.tell(new PipelineMessage.Welcomed(cluster, ByteString.copyFrom(redactionKey)));
    }

    @Override
    public void onProfile(Profile profile) {
        pipeline.tell(new PipelineMessage.Profiled(ProfileCodec.fromProto(profile)));
    }

    @Override
    public void onContext(PodContext pod) {
        if (context != null) {
            context.tell(PodContextCodec.fromProto(pod));
        }
    }

    @Override
    public void onView(ClusterView view) {
        if (context != null) {
            context.view(view);
        }
    }

    @Override
    public void onDisconnected(String reason) {}
}
