// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.execution;

import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.ProcessDetails;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program start in a container, as it was when it happened.
 *
 * @param parent the parent, when it is in the same container
 * @param by path of the executable that started it: the parent's, or what the same process ran before
 * @param found true for a program that was there already when the agent looked
 * @param repeated true for a program that the process ran already, with the same arguments
 */
record Start(
        TrackedProcess process,
        ProcessDetails details,
        @Nullable TrackedProcess parent,
        @Nullable String by,
        long bootNanos,
        long atUnixNanos,
        boolean found,
        boolean repeated) {
    Start withBy(@Nullable String executable) {
        return new Start(process, details, parent, executable, bootNanos, atUnixNanos, found, repeated);
    }

    Start withArguments(List<String> arguments) {
        return new Start(
                process, details.withArguments(arguments), parent, by, bootNanos, atUnixNanos, found, repeated);
    }

    /** True when a program of the container, not of its runtime, ran in this process or its parent before. */
    boolean wasInside() {
        return process.phase() != null || (parent != null && parent.phase() != null);
    }
}
