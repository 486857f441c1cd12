// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import io.plumbline.agent.sensor.BootClock;
import io.plumbline.agent.sensor.EventSink;
import io.plumbline.agent.sensor.Sensor;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorSettings;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tier that needs nothing but a readable /proc: looks at it again and again, and misses what is shorter. Processes alone. */
public final class ProcfsSensor implements Sensor {
    private static final Logger log = LoggerFactory.getLogger(ProcfsSensor.class);

    private final SensorSettings settings;
    private final SensorCounters counters = new SensorCounters();
    private final Thread thread;
    private volatile EventSink sink = ignored -> {};
    private volatile boolean snapshotWanted = true;
    private volatile boolean closed;

    public ProcfsSensor(SensorSettings settings) {
        this.settings = settings;
        thread = Thread.ofPlatform().name("plumbline-procs-poll").daemon().unstarted(this::run);
    }

    @Override
    public String tier() {
        return "procfs";
    }

    @Override
    public void start(EventSink sink) {
        this.sink = sink;
        thread.start();
    }

    @Override
    public void watchNetwork(long networkNamespace, int pid) {}

    @Override
    public void unwatchNetwork(long networkNamespace) {}

    @Override
    public void resync() {
        snapshotWanted = true;
        LockSupport.unpark(thread);
    }

    @Override
    public Map<String, String> unwatched() {
        return Map.of(
                "short-processes",
                "processes that live shorter than " + settings.pollInterval().toMillis() + " ms are not seen",
                "network",
                "the procfs tier watches processes alone",
                "uid-change",
                "changes of user are seen at the next exec alone",
                "dns",
                "not provided by this tier",
                "file-io",
                "not provided by this tier");
    }

    @Override
    public Map<String, Long> counters() {
        return counters.snapshot();
    }

    @Override
    public Optional<String> problem() {
        return Files.exists(settings.proc().resolve("self/stat"))
                ? Optional.empty()
                : Optional.of("proc: " + settings.proc() + " (expected: a mounted proc file system)");
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        joinThread();
    }

    private void joinThread() {
        try {
            thread.join(5000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var poll = new ProcessPoll(settings, sink, counters, new BootClock());
        while (!closed) {
            try {
                if (snapshotWanted) {
                    snapshotWanted = false;
                    poll.snapshot();
                } else {
                    poll.poll();
                }
            } catch (RuntimeException failed) {
                counters.increment("polls-failed");
                log.warn("poll of {} failed", settings.proc(), failed);
            }
            if (!closed && !snapshotWanted) {
                LockSupport.parkNanos(settings.pollInterval().toNanos());
            }
        }
    }
}
