// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor;

import io.plumbline.service.health.Heartbeat;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of a sensor's thread. What a turn throws, errors among it, is counted as "batches-failed" and logged, and the next turn
 * follows; only when the virtual machine itself is broken the loop ends, and says so. {@link #problem()} tells who asks whether
 * the loop still turns: a turn that fails is no sign of life.
 */
public final class SensorTurns {
    private static final Logger log = LoggerFactory.getLogger(SensorTurns.class);

    /** A turn may read all of /proc, and wait for a pipeline with a backlog. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final long MOST_LOGGED = 100;
    private static final long FIRST_REST_NANOS = 1_000_000L;
    private static final long LONGEST_REST_NANOS = 1_000_000_000L;

    private final String name;
    private final SensorCounters counters;
    private final Heartbeat heartbeat;
    private long rest = FIRST_REST_NANOS;

    /**
     * A loop that was not run yet.
     *
     * @param name of the thread
     * @param pause how long a turn rests when there is nothing to do
     */
    public SensorTurns(String name, SensorCounters counters, Duration pause) {
        this(name, counters, new Heartbeat(name, LIMIT.plus(pause), System::nanoTime));
    }

    SensorTurns(String name, SensorCounters counters, Heartbeat heartbeat) {
        this.name = name;
        this.counters = counters;
        this.heartbeat = heartbeat;
    }

    /** One turn of a loop. */
    @FunctionalInterface
    public interface Turn {
        void turn();
    }

    /**
     * Turns until it is closed.
     *
     * @param failed what to do after a turn that threw: to tell what was lost with it
     */
    public void run(BooleanSupplier closed, Turn turn, Turn failed) {
        try {
            while (!closed.getAsBoolean()) {
                boolean well = attempt(turn);
                if (well) {
                    heartbeat.beat();
                    rest = FIRST_REST_NANOS;
                } else {
                    boolean ignored = attempt(failed);
                    // What fails each time must not take a processor, too.
                    LockSupport.parkNanos(rest);
                    rest = Math.min(LONGEST_REST_NANOS, 2 * rest);
                }
            }
        } catch (Error broken) {
            heartbeat.ended(broken);
            log.error("{} ended: nothing is told by it any more", name, broken);
            throw broken;
        }
    }

    private boolean attempt(Turn turn) {
        try {
            turn.turn();
            return true;
        } catch (StackOverflowError deep) {
            failed(deep);
        } catch (VirtualMachineError broken) {
            throw broken;
        } catch (RuntimeException | Error thrown) {
            failed(thrown);
        }
        return false;
    }

    private void failed(Throwable thrown) {
        counters.increment("batches-failed");
        if (counters.get("batches-failed") <= MOST_LOGGED) {
            log.warn("{}: what it read in this turn was dropped", name, thrown);
        }
    }

    /** Empty while the loop turns; the reason otherwise, in one sentence. Any thread may ask. */
    public Optional<String> problem() {
        return heartbeat.problem().map(reason -> name + ": " + reason);
    }
}
