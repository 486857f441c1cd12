// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import io.plumbline.agent.pipeline.Pipeline;
import io.plumbline.agent.pipeline.PipelineMessage;
import io.plumbline.agent.sensor.EventSink;
import io.plumbline.agent.sensor.SensorEvent;
import java.util.List;

/** Hands what the sensor sees to the pipeline. */
record PipelineSink(Pipeline pipeline) implements EventSink {
    @Override
    public void accept(SensorEvent event) {
        pipeline.tell(new PipelineMessage.Sensed(event));
    }

    @Override
    public void acceptAll(List<SensorEvent> events) {
        pipeline.tell(new PipelineMessage.SensedAll(events));
    }
}
