// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What can be set on all sensors, and on those of tier 2 and below.
 *
 * @param proc where the host's proc file system is mounted
 * @param receiveBufferBytes buffer of the proc connector socket, 4 KiB to 256 MiB; one event takes about 800 bytes of it
 * @param socketDumpInterval time between two dumps of the sockets of a network namespace, 100 ms to 10 min
 * @param pollInterval time between two looks at /proc where there is no proc connector, 100 ms to 10 min
 * @param resyncInterval least time between two snapshots that a loss causes, 0 to 10 min
 * @param flowsPerNetwork connections remembered per network namespace (so as not to report them twice), 16 to 1,048,576; in tier 1
 *     the sockets that one look at a network takes in; what is beyond is counted as "flow-table-full" and not reported
 */
public record SensorSettings(
        Path proc,
        int receiveBufferBytes,
        Duration socketDumpInterval,
        Duration pollInterval,
        Duration resyncInterval,
        int flowsPerNetwork) {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    public SensorSettings {
        require("receive-buffer", receiveBufferBytes, 4096, 256 << 20);
        require("flows-per-network", flowsPerNetwork, 16, 1 << 20);
        require("socket-dump-interval", socketDumpInterval, Duration.ofMillis(100));
        require("poll-interval", pollInterval, Duration.ofMillis(100));
        require("resync-interval", resyncInterval, Duration.ZERO);
    }

    /** 8 MiB, dumps each 2 s, polls each second, a snapshot after a loss at most each 5 s, 65,536 connections. */
    public static SensorSettings defaults() {
        return new SensorSettings(
                Path.of("/proc"),
                8 << 20,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                1 << 16);
    }

    public SensorSettings withReceiveBufferBytes(int bytes) {
        return new SensorSettings(proc, bytes, socketDumpInterval, pollInterval, resyncInterval, flowsPerNetwork);
    }

    public SensorSettings withSocketDumpInterval(Duration interval) {
        return new SensorSettings(proc, receiveBufferBytes, interval, pollInterval, resyncInterval, flowsPerNetwork);
    }

    public SensorSettings withPollInterval(Duration interval) {
        return new SensorSettings(
                proc, receiveBufferBytes, socketDumpInterval, interval, resyncInterval, flowsPerNetwork);
    }

    public SensorSettings withResyncInterval(Duration interval) {
        return new SensorSettings(
                proc, receiveBufferBytes, socketDumpInterval, pollInterval, interval, flowsPerNetwork);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    private static void require(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + LONGEST + ")");
        }
    }
}
