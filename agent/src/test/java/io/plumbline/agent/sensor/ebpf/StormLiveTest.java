// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static io.plumbline.agent.sensor.ebpf.Watched.arguments;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent.EventsLost;
import io.plumbline.agent.sensor.SensorEvent.ProcessExecuted;
import io.plumbline.agent.sensor.SensorEvent.ProcessExited;
import io.plumbline.agent.sensor.SensorEvent.ProcessForked;
import io.plumbline.agent.testing.Deeds;
import io.plumbline.agent.testing.Patience;
import io.plumbline.agent.testing.RootTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Program starts as fast as they can be made. */
@RootTest
class StormLiveTest {
    /** Most of these live less than a millisecond. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void losesNothingOfManyStarts(int workers) throws IOException, InterruptedException {
        try (Deeds deeds = Deeds.compile();
                Watched watched = new Watched()) {
            losesNothing(deeds, watched, workers);
        }
    }

    private static void losesNothing(Deeds deeds, Watched watched, int workers)
            throws IOException, InterruptedException {
        int each = Patience.fewer(20_000) / workers;
        List<Process> storms = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            storms.add(
                    deeds.start("storm", Integer.toString(each), deeds.program().toString()));
        }
        for (Process storm : storms) {
            assertThat(storm.waitFor()).isZero();
            int parent = (int) storm.pid();
            watched.events().await(ProcessExited.class, end -> end.pid() == parent);
            List<ProcessExecuted> executed = watched.events()
                    .all(
                            ProcessExecuted.class,
                            start -> start.details().parentPid().equals(Reading.known(parent)));
            assertThat(executed).hasSize(each).allMatch(StormLiveTest::describedInFull);
            assertThat(executed.stream()
                            .map(start -> arguments(start.details()).values().get(2))
                            .distinct())
                    .hasSize(each);
            assertThat(watched.events().all(ProcessForked.class, start -> start.parentPid() == parent))
                    .hasSize(each);
        }
        assertThat(watched.events().all(EventsLost.class, any -> true)).isEmpty();
        assertThat(watched.sensor().counters())
                .doesNotContainKeys("process-ring-full", "records-malformed", "batches-failed")
                .containsEntry("arguments-faulted", 0L);
    }

    private static boolean describedInFull(ProcessExecuted executed) {
        var details = executed.details();
        return details.executable() instanceof Reading.Known
                && details.file() instanceof Reading.Known
                && details.workingDirectory() instanceof Reading.Known
                && details.cgroup() instanceof Reading.Known
                && details.launch() instanceof Reading.Known
                && arguments(details).values().size() == 3
                && !arguments(details).truncated();
    }
}
