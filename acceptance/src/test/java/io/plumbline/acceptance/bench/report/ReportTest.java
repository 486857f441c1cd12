// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
    private static final Report REPORT = new Report(List.of(
            Figure.of("rate", 1650.4, "processes/s"),
            Figure.judged("events lost", 3, "events", Target.atMost(0)),
            Figure.undecided("CPU per \"process\"", 38.25, "us", Target.atMost(40)),
            Figure.judged("not measured", Double.NaN, "x", Target.atMost(1.5))));

    @Test
    void jsonHasTheFiveMembersOfEachRow() {
        assertThat(REPORT.json()).isEqualTo("""
                [
                  {"name": "rate", "value": 1650.4, "unit": "processes/s", "target": null, "met": null},
                  {"name": "events lost", "value": 3.0, "unit": "events", "target": "<= 0", "met": false},
                  {"name": "CPU per \\"process\\"", "value": 38.25, "unit": "us", "target": "<= 40", "met": null},
                  {"name": "not measured", "value": null, "unit": "x", "target": "<= 1.5", "met": null}
                ]
                """);
    }

    @Test
    void tableSaysWhatIsMetMissedAndUndecided() {
        assertThat(REPORT.table()).isEqualTo("""
                rate                    1650 processes/s
                events lost                3 events       <= 0      MISSED by 3
                CPU per "process"       38.3 us           <= 40     undecided
                not measured               - x            <= 1.5    undecided
                """);
    }

    @Test
    void tableHasHundredthsOfRatios() {
        assertThat(new Report(List.of(Figure.of("ratio", 1.0437, "x"))).table()).isEqualTo("""
                ratio       1.04 x
                """);
    }

    @Test
    void writesIntoADirectoryThatIsNotThereYet(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("reports/bench.json");
        REPORT.write(file);
        assertThat(Files.readString(file)).isEqualTo(REPORT.json());
    }

    @Test
    void targetsBoundFromBothSides() {
        assertThat(Target.atMost(2).isMetBy(2)).isTrue();
        assertThat(Target.atMost(2).isMetBy(2.01)).isFalse();
        assertThat(Target.atLeast(2).isMetBy(2)).isTrue();
        assertThat(Target.atLeast(2).isMetBy(1.99)).isFalse();
        assertThat(Target.atLeast(0.5)).hasToString(">= 0.5");
    }

    @Test
    void noVerdictWithoutTarget() {
        assertThatThrownBy(() -> new Figure("rate", 1.0, "", null, true))
                .hasMessage("met: true (expected: null without target or value)");
    }

    @Test
    void medianIsTheMiddleWhateverTheOrder() {
        assertThat(new Samples(List.of(9.0, 1.0, 4.0)).median()).isEqualTo(4);
        assertThat(new Samples(List.of(4.0, 1.0)).median()).isEqualTo(2.5);
        assertThat(new Samples(List.of(9.0, 1.0, 4.0)).highest()).isEqualTo(9);
        assertThat(new Samples(List.of()).median()).isNaN();
    }

    @Test
    void percentileIsOneOfTheValues() {
        var samples = new Samples(List.of(9.0, 1.0, 4.0, 7.0));
        assertThat(samples.percentile(50)).isEqualTo(4);
        assertThat(samples.percentile(99)).isEqualTo(9);
        assertThat(samples.percentile(0)).isEqualTo(1);
        assertThat(new Samples(List.of()).percentile(50)).isNaN();
    }
}
