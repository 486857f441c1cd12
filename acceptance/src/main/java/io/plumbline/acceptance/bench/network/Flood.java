// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.network;

import java.io.IOException;
import java.util.List;

/**
 * The result of a flood.
 *
 * @param count things that it did
 * @param nanos from the first to the last
 * @param answered of them with success
 */
public record Flood(long count, long nanos, long answered) {
    public double perSecond() {
        return count * 1e9 / nanos;
    }

    static Flood parse(List<String> output) throws IOException {
        if (output.size() != 1 || !output.getFirst().matches("[0-9]{1,18} [1-9][0-9]{0,17} [0-9]{1,18}")) {
            throw new IOException("flood: " + output + " (expected: count, nanoseconds, answered)");
        }
        String[] numbers = output.getFirst().split(" ", -1);
        return new Flood(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
    }
}
