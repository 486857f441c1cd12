// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink;

import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.sensor.BootClock;
import io.plumbline.agent.sensor.EventSink;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.sensor.procfs.ProcSnapshot;
import io.plumbline.agent.sensor.procfs.ProcessReader;
import io.plumbline.agent.sensor.procfs.ReadingCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Receives the events of the proc connector, adds what /proc tells, and hands them on in order. Belongs to one thread.
 *
 * <p>The thread that receives also reads /proc. Measured on 2 busy cores with /bin/true, share of execs that were described in
 * full when the receiving thread reads, when it hands over to 1 reader, to 2 readers (by pid): 82 %, 72 %, 67 % at 300 exec/s; 56 %,
 * 55 %, 60 % at 700/s; 57 %, 46 %, 47 % at 1,500/s; nothing lost by any, and hand-over costs a fifth more CPU and the order of parent
 * and child. So there is one thread, with a raised priority (-10 to -15: 80 to 94 % instead of 61 to 81 %). A batch is read
 * before any of it is handed on, its newest exec first, as the oldest has most likely ended; an exec whose exit is in the same
 * batch is not read at all.
 *
 * <p>When a process executes twice before it is read, the later program is told for both: where both are in one batch the earlier
 * is unknown ("exec-replaced"), else that cannot be seen from here.
 */
final class ProcessWatch {
    private static final int PRIORITY = -10;
    private static final long RECOUNT_NANOS = 1_000_000_000L;

    private final ProcConnector connector;
    private final SensorSettings settings;
    private final EventSink sink;
    private final SensorCounters counters;
    private final BootClock clock = new BootClock();
    private final ProcessReader reader;
    private final SequenceGaps gaps = new SequenceGaps();
    private final LeaderlessProcesses leaderless;
    private final List<ProcEvent> events = new ArrayList<>(ProcConnector.BATCH);
    private final @Nullable ProcessDetails[] details = new ProcessDetails[ProcConnector.BATCH];
    private final Map<Integer, Long> foundAt = new HashMap<>();

    private volatile boolean snapshotWanted = true;
    private long lastSnapshot;
    private long lastRecount = System.nanoTime();
    private boolean snapshotTaken;

    ProcessWatch(ProcConnector connector, SensorSettings settings, EventSink sink, SensorCounters counters) {
        this.connector = connector;
        this.settings = settings;
        this.sink = sink;
        this.counters = counters;
        reader = new ProcessReader(settings.proc());
        leaderless = new LeaderlessProcesses(settings.proc());
    }

    /** Lets the calling thread go before others when it can, as it races against the end of processes (CAP_SYS_NICE). */
    void hurry() {
        if (LibC.setpriority(LibC.PRIO_PROCESS, 0, PRIORITY) != 0) {
            counters.increment("priority-refused");
        }
    }

    /** Asks for a snapshot; any thread may. */
    void resync() {
        snapshotWanted = true;
    }

    /** Waits up to 200 ms for events and handles them. */
    void doWork() {
        if (snapshotWanted && snapshotIsDue()) {
            snapshot();
        }
        int received = connector.receive();
        if (received < 0) {
            failed(-received);
            received = 0;
        }
        decode(received);
        describe();
        deliver();
        long now = System.nanoTime();
        if (now - lastRecount > RECOUNT_NANOS) {
            lastRecount = now;
            leaderless.takeEnded().forEach(ended -> exited(clock.getAsLong(), ended));
        }
    }

    /** A turn threw: what it had received is lost, and a snapshot finds what is left of it. */
    void workFailed() {
        long dropped = Math.max(1, events.size());
        events.clear();
        snapshotWanted = true;
        lost("batch-failed", dropped);
    }

    private void failed(int errno) {
        switch (errno) {
            case LibC.EAGAIN, LibC.EINTR -> {}
            case LibC.ENOBUFS -> {
                lost("socket-overrun", 1);
                snapshotWanted = true;
            }
            default -> counters.increment("receive-failed");
        }
    }

    private void decode(int received) {
        events.clear();
        for (int index = 0; index < received; index++) {
            var parsed = connector.event(index);
            if (parsed.isEmpty()) {
                counters.increment("messages-malformed");
                continue;
            }
            ProcEvent event = parsed.get();
            // The acknowledgements of all listeners are numbered too.
            long missing = event.cpu() < 0 ? 0 : gaps.missingBefore(event.cpu(), event.sequence());
            if (missing > 0) {
                lost("sequence-gap", missing);
                snapshotWanted = true;
            }
            if (event.what() != ProcEvent.NONE && (event.ofProcess() || event.what() == ProcEvent.EXIT)) {
                events.add(event);
            }
        }
        counters.add("events-received", received);
    }

    private void describe() {
        // Pid to why an earlier exec of it cannot be described any more.
        Map<Integer, String> overtaken = new HashMap<>();
        for (int index = events.size() - 1; index >= 0; index--) {
            ProcEvent event = events.get(index);
            details[index] = null;
            switch (event.what()) {
                case ProcEvent.FORK -> overtaken.remove(event.threadGroup());
                case ProcEvent.EXIT -> {
                    if (event.ofProcess()) {
                        overtaken.put(event.threadGroup(), "proc-gone");
                    }
                }
                case ProcEvent.EXEC -> {
                    String why = overtaken.put(event.threadGroup(), "exec-replaced");
                    details[index] = describe(event, why);
                }
                default -> {}
            }
        }
    }

    private ProcessDetails describe(ProcEvent event, @Nullable String overtaken) {
        if (overtaken != null && overtaken.equals("proc-gone")) {
            return ProcessReader.nothing(overtaken);
        }
        ProcessDetails read = reader.read(event.threadGroup(), clock.fromMonotonic(event.monotonicNanos()));
        return overtaken == null ? read : ProcessReader.withoutProgram(read, overtaken);
    }

    private void deliver() {
        for (int index = 0; index < events.size(); index++) {
            ProcEvent event = events.get(index);
            int pid = event.threadGroup();
            long at = clock.fromMonotonic(event.monotonicNanos());
            ProcessDetails read = details[index];
            if (read != null) {
                leaderless.forget(pid);
                counters.increment("execs");
                ReadingCounts.count(read, counters);
                send(new SensorEvent.ProcessExecuted(at, pid, read));
            } else if (!toldBySnapshot(pid, at)) {
                deliver(event, pid, at);
            }
        }
    }

    private void deliver(ProcEvent event, int pid, long at) {
        switch (event.what()) {
            case ProcEvent.FORK -> {
                counters.increment("forks");
                send(new SensorEvent.ProcessForked(at, pid, event.value()));
            }
            case ProcEvent.UID -> send(new SensorEvent.UserChanged(at, pid, event.value()));
            case ProcEvent.EXIT -> {
                var ended = new LeaderlessProcesses.Ended(pid, event.value());
                if (event.ofProcess() ? !leaderless.livesOn(ended) : leaderless.endedWithThread(pid)) {
                    exited(at, event.ofProcess() ? ended : leaderless.take(pid));
                }
            }
            default -> {}
        }
    }

    private void exited(long at, LeaderlessProcesses.Ended ended) {
        counters.increment("exits");
        send(new SensorEvent.ProcessExited(at, ended.pid(), ended.exitCode()));
    }

    /** Events that waited while the snapshot was taken and are older than it; an exec is told again, as it did happen. */
    private boolean toldBySnapshot(int pid, long at) {
        if (foundAt.isEmpty()) {
            return false;
        }
        if (at > lastSnapshot) {
            foundAt.clear();
            return false;
        }
        Long found = foundAt.get(pid);
        return found != null && at < found;
    }

    private boolean snapshotIsDue() {
        return !snapshotTaken
                || clock.getAsLong() - lastSnapshot >= settings.resyncInterval().toNanos();
    }

    private void snapshot() {
        snapshotWanted = false;
        var found = ProcSnapshot.take(settings.proc(), reader, clock);
        foundAt.clear();
        for (ProcSnapshot.Found process : found) {
            foundAt.put(process.pid(), process.bootNanos());
            send(new SensorEvent.ProcessFound(process.bootNanos(), process.pid(), process.details()));
        }
        lastSnapshot = clock.getAsLong();
        counters.increment(snapshotTaken ? "resyncs" : "snapshots");
        snapshotTaken = true;
        send(new SensorEvent.SnapshotFinished(lastSnapshot, found.size()));
    }

    private void lost(String cause, long count) {
        counters.add(cause, count);
        send(new SensorEvent.EventsLost(clock.getAsLong(), cause, count));
    }

    private void send(SensorEvent event) {
        try {
            sink.accept(event);
        } catch (RuntimeException failed) {
            counters.increment("sink-failed");
        }
    }
}
