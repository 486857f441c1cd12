// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.calls;

import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The times that one run of calls.c measured.
 *
 * @param times of every kind of calls
 */
record CallTimes(Map<Call, Time> times) {
    private static final Pattern LINE = Pattern.compile("([a-z-]+) ([0-9]{1,9}\\.[0-9]) ([0-9]{1,9}\\.[0-9])");

    /**
     * The time of one call.
     *
     * @param quick nanoseconds in a batch that is quicker than nine of ten
     * @param median nanoseconds in the median batch
     */
    record Time(double quick, double median) {}

    CallTimes {
        times = new EnumMap<>(times);
    }

    /** Reads what it prints: a line for each kind. */
    static CallTimes parse(List<String> lines) throws IOException {
        Map<String, Time> found = new HashMap<>();
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                found.put(
                        matcher.group(1),
                        new Time(Double.parseDouble(matcher.group(2)), Double.parseDouble(matcher.group(3))));
            }
        }
        Map<Call, Time> times = new EnumMap<>(Call.class);
        for (Call call : Call.values()) {
            Time time = found.get(call.word());
            if (time == null) {
                throw new IOException("calls: " + lines + " (expected: " + call.word() + " and two times)");
            }
            times.put(call, time);
        }
        return new CallTimes(times);
    }

    double quick(Call call) {
        return of(call).quick;
    }

    double median(Call call) {
        return of(call).median;
    }

    private Time of(Call call) {
        Time time = times.get(call);
        if (time == null) {
            throw new IllegalStateException("times: " + times + " (expected: also " + call.word() + ")");
        }
        return time;
    }
}
