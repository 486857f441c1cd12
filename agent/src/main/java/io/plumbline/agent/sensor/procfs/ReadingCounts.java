// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorCounters;
import java.util.List;

/** Counts how well executions could be described. */
public final class ReadingCounts {
    private ReadingCounts() {}

    /**
     * Counts one execution under "execs-described" when program and arguments are known, else under "execs-undescribed" and
     * under its cause ("proc-gone", "permission", "exec-replaced", ...).
     */
    public static void count(ProcessDetails details, SensorCounters counters) {
        for (Reading<?> reading : List.of(details.executable(), details.file(), details.arguments())) {
            if (reading instanceof Reading.Unknown<?> unknown) {
                counters.increment("execs-undescribed");
                counters.increment(unknown.cause());
                return;
            }
        }
        counters.increment("execs-described");
    }
}
