// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import io.plumbline.agent.sensor.BootClock;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the records of the rings into events, in batches. Per event it makes one small object, unless the file is new to it.
 * Belongs to one thread.
 */
final class MappingDecoder implements PerfRing.RecordSink {
    static final int LOST = 2;

    private final BootClock clock;
    private final SensorCounters counters;
    private final MappedFiles files = new MappedFiles(KernelMemory.device());
    private final MappingRecord record = new MappingRecord();
    private final Repetitions repetitions = new Repetitions();
    private List<SensorEvent> events = new ArrayList<>();
    private boolean monotonic;
    /** When the last mapping of the ring that is read was made; 0 while there was none. */
    private long lastNanos;
    /** What was lost is younger than that. */
    private long lostSinceNanos;

    private long records;
    private long lost;
    private long torn;
    private long repeated;
    private long anonymous;
    private long nobodys;

    MappingDecoder(BootClock clock, SensorCounters counters) {
        this.clock = clock;
        this.counters = counters;
    }

    void beginBatch() {
        repetitions.beginBatch();
    }

    void drain(PerfRing ring) {
        monotonic = ring.monotonic();
        lastNanos = ring.lastNanos();
        if (!ring.drain(this)) {
            torn++;
        }
        ring.lastNanos(lastNanos);
    }

    /** What is to be told; the list is the caller's to keep. */
    List<SensorEvent> endBatch() {
        if (records == 0 && torn == 0 && lost == 0) {
            return List.of();
        }
        count("mapping-records", records);
        count("mappings", events.size());
        count("mappings-repeated", repeated);
        count("mappings-anonymous", anonymous);
        count("mappings-of-no-pid", nobodys);
        lost("mapping-lost", lost, lostSinceNanos);
        lost("mapping-torn", torn, 0);
        records = lost = torn = repeated = anonymous = nobodys = 0;
        List<SensorEvent> told = events;
        if (!told.isEmpty()) {
            events = new ArrayList<>(told.size());
        }
        return told;
    }

    /** Nobody took what was told in the last batch: it is told as a loss in the next one. */
    void dropped(long count) {
        lost += count;
        lostSinceNanos = 0;
    }

    /** What was read in a batch that came to no end. */
    long abandon() {
        long abandoned = 1L + events.size();
        events = new ArrayList<>();
        return abandoned;
    }

    @Override
    public void record(int type, ByteBuffer buffer, int offset, int length) {
        if (type == LOST) {
            // Where a part of it is of nobody knows when, all of it is.
            lostSinceNanos = lost == 0 ? lastNanos : Math.min(lostSinceNanos, lastNanos);
            lost += length >= 24 ? buffer.getLong(offset + 16) : 1;
            return;
        }
        records++;
        switch (type) {
            case MappingRecord.TYPE -> {
                if (record.read(buffer, offset, length)) {
                    mapped();
                } else {
                    torn++;
                }
            }
            // Who asks for mappings is told the begin and the end of threads too.
            default -> {}
        }
    }

    private void mapped() {
        lastNanos = time();
        int pid = record.pid();
        if (pid <= 0) {
            nobodys++;
            return;
        }
        MappedFile mapped = files.find(record);
        switch (mapped.kind()) {
            case FILE -> {
                if (repetitions.first(pid, mapped.serial())) {
                    events.add(new SensorEvent.CodeMapped(time(), pid, mapped.path(), mapped.file()));
                } else {
                    repeated++;
                }
            }
            case ANONYMOUS -> anonymous++;
            case PROGRAM_START -> repetitions.programStarted(pid);
            case KERNEL -> {}
        }
    }

    private long time() {
        return monotonic ? clock.fromMonotonic(record.time()) : record.time();
    }

    private void lost(String cause, long count, long sinceNanos) {
        count(cause, count);
        if (count > 0) {
            events.add(new SensorEvent.EventsLost(
                    clock.getAsLong(), cause, count, Reading.unknown("not-provided"), sinceNanos));
        }
    }

    private void count(String name, long count) {
        if (count > 0) {
            counters.add(name, count);
        }
    }
}
