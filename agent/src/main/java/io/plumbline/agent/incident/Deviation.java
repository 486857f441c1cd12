// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Classification;
import io.plumbline.v1.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One fact that is not normal.
 *
 * @param because why not, one sentence each, most important first
 * @param process who did it; null when the sensor could not tell
 * @param details of the process as it did this; null: as it is now
 * @param sha256 of an executable that is not from the image, where it could be read
 * @param connection for network facts
 * @param atUnixNanos when it happened
 * @param count how often; more than once for what a sensor only counted
 * @param repeated true when the agent only found it again after its own restart: told once, it is not counted twice
 */
public record Deviation(
        Rule rule,
        Behavior behavior,
        Classification classification,
        List<String> because,
        @Nullable TrackedProcess process,
        @Nullable ProcessDetails details,
        @Nullable String sha256,
        @Nullable Connection connection,
        long atUnixNanos,
        long count,
        boolean repeated) {
    public Deviation {
        because = List.copyOf(because);
    }
}
