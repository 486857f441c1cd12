// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.report;

import java.util.List;

/** One figure, measured several times. All answers are NaN when it never was. */
public record Samples(List<Double> values) {
    public Samples {
        values = values.stream().sorted().toList();
    }

    public double median() {
        int count = values.size();
        if (count == 0) {
            return Double.NaN;
        }
        return count % 2 == 1 ? values.get(count / 2) : (values.get(count / 2 - 1) + values.get(count / 2)) / 2;
    }

    /** The smallest of the values that so many percent of them do not exceed; {@code percent} from 0 to 100. */
    public double percentile(double percent) {
        int count = values.size();
        return count == 0 ? Double.NaN : values.get(Math.max(0, (int) Math.ceil(count * percent / 100) - 1));
    }

    public double lowest() {
        return values.isEmpty() ? Double.NaN : values.getFirst();
    }

    public double highest() {
        return values.isEmpty() ? Double.NaN : values.getLast();
    }
}
