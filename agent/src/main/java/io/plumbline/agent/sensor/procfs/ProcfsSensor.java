// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import io.plumbline.agent.sensor.BootClock;
import io.plumbline.agent.sensor.EventSink;
import io.plumbline.agent.sensor.Sensor;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.sensor.SensorTurns;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The tier that needs nothing but a readable /proc: looks at it again and again, and misses what is shorter. Processes alone. */
public final class ProcfsSensor implements Sensor {
    private final SensorSettings settings;
    private final SensorCounters counters = new SensorCounters();
    private final SensorTurns turns;
    private final BootClock clock = new BootClock();
    private final Thread thread;
    private volatile EventSink sink = ignored -> {};
    private volatile boolean snapshotWanted = true;
    private volatile boolean closed;

    public ProcfsSensor(SensorSettings settings) {
        this.settings = settings;
        turns = new SensorTurns("plumbline-procs-poll", counters, settings.pollInterval());
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
        var poll = new ProcessPoll(settings, sink, counters, clock);
        turns.run(
                () -> closed,
                () -> {
                    if (snapshotWanted) {
                        snapshotWanted = false;
                        poll.snapshot();
                    } else {
                        poll.poll();
                    }
                    if (!closed && !snapshotWanted) {
                        LockSupport.parkNanos(settings.pollInterval().toNanos());
                    }
                },
                this::pollFailed);
    }

    /** What began and ended since the last poll is lost; nobody knows how much that was. */
    private void pollFailed() {
        counters.increment("polls-failed");
        snapshotWanted = true;
        sink.accept(new SensorEvent.EventsLost(clock.getAsLong(), "polls-failed", 1));
    }

    @Override
    public Optional<String> stalled() {
        return turns.problem();
    }
}
