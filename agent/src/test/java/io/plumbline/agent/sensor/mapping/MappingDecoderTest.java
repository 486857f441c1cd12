// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.BootClock;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorEvent.CodeMapped;
import io.plumbline.agent.sensor.SensorEvent.EventsLost;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class MappingDecoderTest {
    private final SensorCounters counters = new SensorCounters();
    private final MappingDecoder decoder = new MappingDecoder(new BootClock(), counters);

    @Test
    void tellsAFileOncePerProgramAndBatch() {
        feed(
                CapturedRecords.DASH,
                CapturedRecords.LOADER,
                CapturedRecords.VDSO,
                CapturedRecords.LOADER,
                CapturedRecords.LOADER);
        assertThat(decoder.endBatch())
                .as("the start of a program begins anew")
                .extracting(event -> ((CodeMapped) event).path())
                .containsExactly(
                        "/usr/bin/dash",
                        "/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
                        "/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2");
        assertThat(counters.snapshot())
                .containsEntry("mappings", 3L)
                .containsEntry("mapping-records", 5L)
                .containsEntry("mappings-repeated", 1L);
        feed(CapturedRecords.LOADER);
        assertThat(decoder.endBatch()).as("in another batch").hasSize(1);
    }

    @Test
    void sharesPathAndIdentityBetweenEvents() {
        feed(CapturedRecords.DASH);
        CodeMapped first = (CodeMapped) decoder.endBatch().getFirst();
        feed(CapturedRecords.DASH);
        CodeMapped second = (CodeMapped) decoder.endBatch().getFirst();
        assertThat(first.bootNanos()).isEqualTo(0x203429a516bL);
        assertThat(first.pid()).isEqualTo(CapturedRecords.PID);
        assertThat(second.path()).isSameAs(first.path());
        assertThat(second.file()).isSameAs(first.file());
    }

    @Test
    void countsWhatWasLostAndWhatIsNoFile() {
        feed(CapturedRecords.LOST, CapturedRecords.LOST, CapturedRecords.EXIT, CapturedRecords.ANONYMOUS);
        List<SensorEvent> told = decoder.endBatch();
        assertThat(told).hasSize(1);
        EventsLost lost = (EventsLost) told.getFirst();
        assertThat(lost.cause()).isEqualTo("mapping-lost");
        assertThat(lost.count()).isEqualTo(14);
        assertThat(counters.snapshot())
                .containsEntry("mapping-lost", 14L)
                .containsEntry("mapping-records", 2L)
                .containsEntry("mappings-anonymous", 1L)
                .doesNotContainKey("mappings");
        decoder.beginBatch();
        assertThat(decoder.endBatch()).as("nothing since").isEmpty();
    }

    @Test
    void saysSinceWhenSomethingWasLost() {
        feed(CapturedRecords.DASH, CapturedRecords.LOST);
        EventsLost lost = (EventsLost) decoder.endBatch().getLast();
        assertThat(lost.sinceNanos()).as("the mapping before it").isEqualTo(0x203429a516bL);
    }

    @Test
    void tellsATornRecordAsALoss() {
        decoder.beginBatch();
        decoder.record(MappingRecord.TYPE, CapturedRecords.bytes(CapturedRecords.DASH), 0, 80);
        assertThat(decoder.endBatch())
                .extracting(event -> ((EventsLost) event).cause())
                .containsExactly("mapping-torn");
    }

    @Test
    void leavesOutProcessesThatHaveNoPidHere() {
        decoder.beginBatch();
        ByteBuffer foreign = CapturedRecords.bytes(CapturedRecords.DASH).putInt(8, 0);
        decoder.record(MappingRecord.TYPE, foreign, 0, foreign.capacity());
        assertThat(decoder.endBatch()).isEmpty();
        assertThat(counters.get("mappings-of-no-pid")).isEqualTo(1);
    }

    private void feed(String... records) {
        decoder.beginBatch();
        for (String each : records) {
            ByteBuffer bytes = CapturedRecords.bytes(each);
            decoder.record(bytes.getInt(0), bytes, 0, bytes.capacity());
        }
    }
}
