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

    public double lowest() {
        return values.isEmpty() ? Double.NaN : values.getFirst();
    }

    public double highest() {
        return values.isEmpty() ? Double.NaN : values.getLast();
    }
}
