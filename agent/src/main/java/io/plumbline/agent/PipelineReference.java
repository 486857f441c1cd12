// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import io.plumbline.agent.pipeline.Pipeline;
import io.plumbline.agent.pipeline.PipelineMessage;
import org.jspecify.annotations.Nullable;

/** The pipeline for those that are made before it; until it is set, messages to it are dropped. Thread-safe. */
final class PipelineReference {
    private volatile @Nullable Pipeline pipeline;

    void set(Pipeline made) {
        pipeline = made;
    }

    void tell(PipelineMessage message) {
        Pipeline target = pipeline;
        if (target != null) {
            target.tell(message);
        }
    }

    /** The number of containers that are watched. */
    int containers() {
        Pipeline target = pipeline;
        return target == null ? 0 : target.gauges().containers();
    }
}
