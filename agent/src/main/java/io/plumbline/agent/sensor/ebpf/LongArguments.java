// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.ProcessDetails.Arguments;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.procfs.ProcessReader;
import java.util.List;

/**
 * Takes the rest of an argument vector that is longer than a record, such as a class path, from /proc while the process lives. At
 * most {@value #MOST_A_SECOND} a second; the others stay as the kernel told them, with their length. Belongs to one thread.
 */
final class LongArguments {
    private static final int MOST_A_SECOND = 200;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final ProcessReader reader;
    private final SensorCounters counters;
    private long secondBegan;
    private int inSecond;

    LongArguments(ProcessReader reader, SensorCounters counters) {
        this.reader = reader;
        this.counters = counters;
    }

    /** The event with the whole vector, where that can be had. */
    SensorEvent complete(SensorEvent event) {
        if (!(event instanceof SensorEvent.ProcessExecuted executed)
                || !(executed.details().arguments() instanceof Reading.Known<Arguments> known)
                || !known.value().truncated()) {
            return event;
        }
        Arguments cut = known.value();
        Arguments whole =
                takes(executed.bootNanos()) ? reader.commandLine(executed.pid()).orElse(cut) : cut;
        if (!isBeginningOf(cut, whole)) {
            counters.increment("arguments-cut");
            return event;
        }
        counters.increment("arguments-completed");
        ProcessDetails details = executed.details().withArguments(whole);
        return new SensorEvent.ProcessExecuted(executed.bootNanos(), executed.pid(), details);
    }

    /** By the time of the events. */
    private boolean takes(long now) {
        if (now - secondBegan >= SECOND_NANOS) {
            secondBegan = now;
            inSecond = 0;
        }
        return ++inSecond <= MOST_A_SECOND;
    }

    /**
     * True when both are one vector: the process may run another program by now, or have written over its arguments. What the
     * kernel told ends within a word, perhaps within a character.
     */
    static boolean isBeginningOf(Arguments cut, Arguments whole) {
        List<String> begun = cut.values();
        List<String> full = whole.values();
        int last = begun.size() - 1;
        if (whole.truncated() || whole.totalBytes() != cut.totalBytes() || last < 0 || full.size() <= last) {
            return false;
        }
        String end = begun.get(last);
        while (end.endsWith("\uFFFD")) {
            end = end.substring(0, end.length() - 1);
        }
        return full.subList(0, last).equals(begun.subList(0, last))
                && full.get(last).startsWith(end);
    }
}
