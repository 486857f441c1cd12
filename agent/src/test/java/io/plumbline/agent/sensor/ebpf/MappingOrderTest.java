// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorEvent.CodeMapped;
import io.plumbline.agent.sensor.SensorEvent.ProcessExecuted;
import io.plumbline.agent.sensor.SensorEvent.ProcessExited;
import io.plumbline.agent.sensor.SensorEvent.ProcessForked;
import io.plumbline.agent.sensor.procfs.ProcessReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class MappingOrderTest {
    private static final long SECOND = 1_000_000_000L;

    private final MappingOrder order = new MappingOrder();

    @Test
    void putsTheMappingOfAProgramBehindItsStart() {
        SensorEvent forked = new ProcessForked(SECOND, 7, 1);
        SensorEvent executed = executed(SECOND + 300);
        SensorEvent exited = new ProcessExited(SECOND + 900, 7, 0);
        CodeMapped program = mapped(SECOND + 200);
        CodeMapped library = mapped(SECOND + 500);

        assertThat(order.merge(List.of(forked, executed, exited), List.of(program, library), 2 * SECOND))
                .containsExactly(forked, executed, program, library, exited);
        assertThat(order.holds()).isFalse();
    }

    @Test
    void keepsAMappingUntilTheStartThatItMayBelongToIsThere() {
        CodeMapped program = mapped(SECOND - 100);
        assertThat(order.merge(List.of(), List.of(program), SECOND)).isEmpty();
        assertThat(order.holds()).isTrue();

        SensorEvent executed = executed(SECOND + 100);
        assertThat(order.merge(List.of(executed), List.of(), SECOND + 4_000_000))
                .containsExactly(executed, program);
        assertThat(order.holds()).isFalse();
    }

    @Test
    void keepsNothingOfAProcessThatHasEnded() {
        SensorEvent exited = new ProcessExited(SECOND - 50, 7, 0);
        CodeMapped late = mapped(SECOND - 100);
        assertThat(order.merge(List.of(exited), List.of(late), SECOND)).containsExactly(late, exited);
    }

    @Test
    void tellsWhatALongRunningProcessMapsInItsPlace() {
        SensorEvent other = new ProcessForked(SECOND + 1, 9, 1);
        CodeMapped library = mapped(SECOND);
        assertThat(order.merge(List.of(other), List.of(library), 2 * SECOND)).containsExactly(library, other);
    }

    private static ProcessExecuted executed(long at) {
        return new ProcessExecuted(at, 7, ProcessReader.nothing("not-provided"));
    }

    private static CodeMapped mapped(long at) {
        return new CodeMapped(at, 7, "/lib/x.so", new FileIdentity(1, 2, 1, -1, 0, 0, false, false));
    }
}
