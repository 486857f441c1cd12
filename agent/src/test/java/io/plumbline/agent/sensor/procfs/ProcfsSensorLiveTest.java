// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.SensorEvent.ProcessExecuted;
import io.plumbline.agent.sensor.SensorEvent.ProcessExited;
import io.plumbline.agent.sensor.SensorEvent.SnapshotFinished;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.testing.RecordedEvents;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ProcfsSensorLiveTest {
    @Test
    void seesAProcessThatLivesLongerThanAPoll() throws IOException {
        var events = new RecordedEvents();
        try (var sensor = new ProcfsSensor(SensorSettings.defaults().withPollInterval(Duration.ofMillis(100)))) {
            sensor.start(events);
            events.await(SnapshotFinished.class, any -> true);
            assertThat(sensor.problem()).isEmpty();

            Process process = new ProcessBuilder("sleep", "3072").start();
            int pid = (int) process.pid();
            // The first sight may still be that of the launcher which starts it.
            events.await(
                    ProcessExecuted.class,
                    each -> each.pid() == pid
                            && each.details().executable().orElse("").endsWith("sleep"));
            process.destroy();
            assertThat(events.await(ProcessExited.class, each -> each.pid() == pid)
                            .exitCode())
                    .isEqualTo(-1);

            sensor.resync();
            events.awaitCount(2, SnapshotFinished.class, any -> true);
        }
    }
}
