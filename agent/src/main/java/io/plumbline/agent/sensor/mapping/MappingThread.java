// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorTurns;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The thread of a {@link MappingWatch}: sleeps until something is mapped, lets more come together for 10 ms, and drains. */
final class MappingThread {
    private static final int POLLFD = 8;
    private static final int GATHER_MILLIS = 10;
    /** To show that it lives. */
    private static final int IDLE_MILLIS = 10_000;

    private final MappingWatch watch;
    private final int stop = LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK);
    private final Thread thread;
    private final SensorTurns turns;
    private final ByteBuffer stopping = waitFor(List.of());
    private ByteBuffer all = stopping;
    private List<Integer> descriptors = List.of();
    private volatile boolean closed;

    MappingThread(MappingWatch watch, SensorCounters counters) {
        this.watch = watch;
        turns = new SensorTurns("plumbline-mappings", counters, Duration.ofMillis(IDLE_MILLIS));
        thread = Thread.ofPlatform().name("plumbline-mappings").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** False when it did not end within 5 s, because the sink blocks it: then it may still read the rings. */
    boolean stop() {
        closed = true;
        LibC.write(
                stop,
                ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder()).putLong(0, 1),
                8);
        try {
            if (!thread.join(Duration.ofSeconds(5))) {
                return false;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
        LibC.close(stop);
        return true;
    }

    private void run() {
        descriptors = watch.descriptors();
        all = waitFor(descriptors);
        turns.run(() -> closed, this::turn, watch::drainFailed);
    }

    private void turn() {
        LibC.poll(all, all.capacity() / POLLFD, IDLE_MILLIS);
        LibC.poll(stopping, 1, GATHER_MILLIS);
        watch.drain();
        if (!descriptors.equals(watch.descriptors())) {
            descriptors = watch.descriptors();
            all = waitFor(descriptors);
        }
    }

    /** Empty while it turns. */
    Optional<String> problem() {
        return turns.problem();
    }

    /** An array of struct pollfd: to be stopped, and these. */
    private ByteBuffer waitFor(List<Integer> descriptors) {
        ByteBuffer poll =
                ByteBuffer.allocateDirect((descriptors.size() + 1) * POLLFD).order(ByteOrder.nativeOrder());
        poll.putInt(0, stop).putShort(4, LibC.POLLIN);
        for (int index = 0; index < descriptors.size(); index++) {
            int at = (index + 1) * POLLFD;
            poll.putInt(at, descriptors.get(index)).putShort(at + 4, LibC.POLLIN);
        }
        return poll;
    }
}
