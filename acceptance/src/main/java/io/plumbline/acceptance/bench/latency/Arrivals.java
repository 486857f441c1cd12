// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.latency;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.plumbline.acceptance.bench.process.Started;
import io.plumbline.acceptance.program.CollectorProgram;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.WatchIncidentsRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Watches a collector, which tells of an incident right after the commit that made it durable. All clocks are this machine's.
 */
final class Arrivals implements AutoCloseable {
    private static final long WATCH_MINUTES = 20;
    private static final Duration POLL = Duration.ofMillis(20);
    private static final double NANOS_PER_MILLI = 1e6;

    private final Map<String, Arrival> arrivals = new ConcurrentHashMap<>();
    private final Context.CancellableContext context = Context.current().withCancellation();

    private Arrivals() {}

    /**
     * One program start that is told as an incident; nanoseconds since 1970.
     *
     * @param execNanos when the kernel ran the program, as the incident says
     * @param receivedNanos when the collector took the incident up, before it committed
     * @param durableNanos when the news of the commit came here: somewhat later than the commit
     */
    record Arrival(long execNanos, long receivedNanos, long durableNanos) {
        double untilReceivedMillis() {
            return (receivedNanos - execNanos) / NANOS_PER_MILLI;
        }

        double untilDurableMillis() {
            return (durableNanos - execNanos) / NANOS_PER_MILLI;
        }
    }

    static Arrivals watch(CollectorProgram collector) {
        var arrivals = new Arrivals();
        Thread.ofPlatform().name("plumbline-bench-arrivals").daemon().start(() -> arrivals.run(collector));
        return arrivals;
    }

    /** Waits for the incident of a program; empty when it does not come in time. */
    Optional<Arrival> of(String executable, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!arrivals.containsKey(executable) && System.nanoTime() - deadline < 0) {
            Started.pause(POLL);
        }
        return Optional.ofNullable(arrivals.get(executable));
    }

    private void run(CollectorProgram collector) {
        context.run(() -> {
            try {
                Iterator<IncidentRecord> records = collector
                        .query()
                        .withDeadlineAfter(WATCH_MINUTES, TimeUnit.MINUTES)
                        .watchIncidents(WatchIncidentsRequest.getDefaultInstance());
                while (records.hasNext()) {
                    IncidentRecord record = records.next();
                    Instant now = Instant.now();
                    take(record, TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano());
                }
            } catch (StatusRuntimeException ended) {
                // By close, or by the collector's end; what did not come is missed by who waits for it.
            }
        });
    }

    /** Takes first revisions alone: later ones tell of what came later. */
    private void take(IncidentRecord record, long nowNanos) {
        if (record.getIncident().getRevision() != 1) {
            return;
        }
        for (Deviation deviation : record.getIncident().getDeviationsList()) {
            arrivals.putIfAbsent(
                    deviation.getProcess().getExecutable(),
                    new Arrival(deviation.getFirstSeenUnixNanos(), record.getReceivedAtUnixNanos(), nowNanos));
        }
    }

    @Override
    public void close() {
        context.cancel(null);
    }
}
