// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MetricsTextTest {
    private static final MetricsText BEFORE = MetricsText.parse("""
            # HELP executions_total Program starts.
            # TYPE executions_total counter
            executions_total{outcome="described"} 5.0
            containers 1.0
            """);

    private static final MetricsText AFTER = MetricsText.parse("""
            executions_total{outcome="described"} 20005.0 1700000000
            executions_total{outcome="a b"} 2.5E1
            executions_total_other 7
            containers 1.0
            torn{
            torn
            torn x
            """);

    @Test
    void samplesAreFoundByNameAndLabel() {
        assertThat(BEFORE.get("containers")).isEqualTo(1);
        assertThat(AFTER.get("executions_total", "outcome", "described")).isEqualTo(20_005);
        assertThat(AFTER.get("executions_total", "outcome", "a b")).isEqualTo(25);
        assertThat(AFTER.get("absent")).isZero();
    }

    @Test
    void growthCountsWhatWasNotThereBefore() {
        MetricsText growth = AFTER.since(BEFORE);
        assertThat(growth.get("executions_total", "outcome", "described")).isEqualTo(20_000);
        assertThat(growth.get("executions_total", "outcome", "a b")).isEqualTo(25);
        assertThat(growth.get("containers")).isZero();
    }

    @Test
    void sumGoesOverTheLabelsOfOneMetric() {
        assertThat(AFTER.sum("executions_total")).isEqualTo(20_030);
        assertThat(AFTER.sum("containers")).isEqualTo(1);
    }
}
