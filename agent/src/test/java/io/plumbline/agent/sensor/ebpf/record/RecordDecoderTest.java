// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.plumbline.agent.sensor.KernelInterface;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorEvent.CodeMapped;
import io.plumbline.agent.sensor.SensorEvent.KernelUsed;
import io.plumbline.agent.sensor.SensorEvent.ProcessExecuted;
import io.plumbline.agent.sensor.SensorEvent.ProcessExited;
import io.plumbline.agent.sensor.SensorEvent.ProcessForked;
import io.plumbline.agent.sensor.SensorEvent.SocketCreated;
import io.plumbline.agent.sensor.SensorEvent.UnixConnected;
import io.plumbline.agent.sensor.SensorEvent.UserChanged;
import io.plumbline.agent.sensor.ebpf.sockets.FoundFlows;
import io.plumbline.agent.sensor.ebpf.sockets.ListenerTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordDecoderTest {
    private static final Path NOWHERE = Path.of("/nowhere");

    private final SensorCounters counters = new SensorCounters();
    private final CgroupTable cgroups = new CgroupTable(NOWHERE, "0::");
    private final Map<Long, Long> throttled = new HashMap<>();
    private final RecordDecoder decoder = new RecordDecoder(
            cgroups, new LocalPids(NOWHERE, counters), new ListenerTable(), new FoundFlows(), counters, throttled::put);

    @Test
    void readsTheLifeOfAProcess() {
        assertThat(decode(CapturedRecords.FORK, 56)).isEqualTo(new ProcessForked(0x3f41a45b1b8L, 0x3864, 0x384e));
        assertThat(decode(CapturedRecords.USER, 56)).isEqualTo(new UserChanged(0x3f41ac84cf9L, 0x3867, 12345));
        assertThat(decode(CapturedRecords.EXIT, 56)).isEqualTo(new ProcessExited(0x3f41a9b5304L, 0x3865, 0));
        assertThat(decode(CapturedRecords.EXEC, 357)).isInstanceOf(ProcessExecuted.class);
    }

    @Test
    void readsWhatWasUsed() {
        assertThat(decode(CapturedRecords.SOCKET, 56)).isEqualTo(new SocketCreated(0x3f41aeeb744L, 0x3869, 17, 3, 768));
        assertThat(decode(CapturedRecords.UNIX, 152)).isEqualTo(new UnixConnected(0x3f41b874cbdL, 0x386a, "@captured"));
        assertThat(decode(CapturedRecords.KERNEL, 184))
                .isEqualTo(new KernelUsed(0x3f41b9d84ceL, 0x386b, KernelInterface.MOUNT, 0, "/srv/app"));
    }

    @Test
    void readsWhatWasMappedAsCode() {
        byte[] path = "evil.so\0tmp\0".getBytes(StandardCharsets.US_ASCII);
        int length = RecordLayout.CODE_DATA + path.length;
        ByteBuffer memory = memory("", length);
        memory.putLong(CapturedRecords.AT + RecordLayout.TIME, 5)
                .putShort(CapturedRecords.AT + RecordLayout.TYPE, (short) RecordLayout.CODE_MAPPED)
                .putInt(CapturedRecords.AT + RecordLayout.PID, 7)
                .putLong(CapturedRecords.AT + RecordLayout.CODE_FILE + RecordLayout.FILE_INODE, 260180)
                .putInt(CapturedRecords.AT + RecordLayout.CODE_FILE + RecordLayout.FILE_LINKS, 1)
                .putInt(
                        CapturedRecords.AT + RecordLayout.CODE_FILE + RecordLayout.FILE_FLAGS,
                        RecordLayout.FLAG_OVERLAY | RecordLayout.FLAG_UPPER)
                .putInt(CapturedRecords.AT + RecordLayout.CODE_USED, path.length)
                .put(CapturedRecords.AT + RecordLayout.CODE_DATA, path);
        FileIdentity file = new FileIdentity(0, 260180, 1, 0, 0, 0, false, false, FileIdentity.Layer.UPPER);
        assertThat(decode(memory, length)).containsExactly(new CodeMapped(5, 7, "/tmp/evil.so", file));

        memory.putInt(CapturedRecords.AT + RecordLayout.CODE_USED, 1 << 20);
        assertThat(decode(memory, length))
                .as("nothing behind the record, whatever its length says")
                .containsExactly(new CodeMapped(5, 7, "/tmp/evil.so", file));

        memory.putShort(CapturedRecords.AT + RecordLayout.CODE_PATH_CUT, (short) 1);
        assertThat(decode(memory, length))
                .as("the end of a path is none")
                .containsExactly(new CodeMapped(5, 7, "", file));
    }

    @Test
    void tellsGainedCapabilitiesAfterTheExec() {
        ByteBuffer memory = memory(CapturedRecords.EXEC, 357);
        memory.putLong(CapturedRecords.AT + RecordLayout.GAINED, 0x21);
        List<SensorEvent> events = decode(memory, 357);
        assertThat(events).hasSize(2);
        assertThat(events.get(0)).isInstanceOf(ProcessExecuted.class);
        assertThat(events.get(1))
                .isEqualTo(new KernelUsed(0x3f41acb7ca7L, 0x3867, KernelInterface.CAPABILITY_GAIN, 0x21, ""));
    }

    @Test
    void countsWhatWasTooLongToBeTold() {
        ByteBuffer memory = memory(CapturedRecords.EXEC, 357);
        memory.put(CapturedRecords.AT + RecordLayout.ENVIRONMENT_CUT, (byte) 1);
        memory.put(CapturedRecords.AT + RecordLayout.PATH_CUT, (byte) 1);
        assertThat(decode(memory, 357)).hasSize(1);
        assertThat(counters.get("environments-cut")).isEqualTo(1);
        assertThat(counters.get("paths-cut")).isEqualTo(1);
    }

    @Test
    void knowsCgroupsFromTheirBeginning() {
        assertThat(decode(memory(CapturedRecords.CGROUP_MADE, 1064), 1064)).isEmpty();
        assertThat(cgroups.text(0x5d82, 1)).isEqualTo(Reading.known("0::/captured"));
        assertThat(decode(memory(CapturedRecords.CGROUP_REMOVED, 1064), 1064)).isEmpty();
        long removed = 0x3f41aa90bddL;
        cgroups.expire(removed + 59_000_000_000L);
        assertThat(cgroups.text(0x5d82, 1)).isInstanceOf(Reading.Known.class);
    }

    @Test
    void handsOnWhoIsThrottledAndSinceWhen() {
        byte[] record = CapturedRecords.bytes(CapturedRecords.FORK);
        record[RecordLayout.TYPE] = RecordLayout.THROTTLED;
        assertThat(decode(CapturedRecords.memory(record, 40), 40)).isEmpty();
        assertThat(throttled).containsExactly(entry(1L, 0x3f41a45b1b8L));
    }

    @Test
    void countsWhatItDoesNotUnderstand() {
        for (int type = -1; type <= 20; type++) {
            byte[] record = CapturedRecords.bytes(CapturedRecords.FORK);
            record[RecordLayout.TYPE] = (byte) type;
            ByteBuffer memory = CapturedRecords.memory(record, 39);
            for (int length = 0; length < RecordLayout.HEADER; length++) {
                assertThat(decode(memory, length)).isEmpty();
            }
        }
        assertThat(counters.get("records-malformed")).isEqualTo(22 * 40);
        byte[] unknown = CapturedRecords.bytes(CapturedRecords.FORK);
        unknown[RecordLayout.TYPE] = 99;
        assertThat(decode(CapturedRecords.memory(unknown, 56), 56)).isEmpty();
        ByteBuffer memory = memory(CapturedRecords.KERNEL, 184);
        memory.putInt(CapturedRecords.AT + RecordLayout.KERNEL_INTERFACE, 8);
        assertThat(decode(memory, 184)).isEmpty();
        assertThat(decode(memory(CapturedRecords.KERNEL, 184), 183)).isEmpty();
        assertThat(decode(memory(CapturedRecords.UNIX, 152), 151)).isEmpty();
        assertThat(decode(memory(CapturedRecords.EXEC, 357), RecordLayout.DATA - 1))
                .isEmpty();
        assertThat(counters.get("records-malformed")).isEqualTo(22 * 40 + 5);
    }

    @Test
    void boundsTheNamesOfUnixSockets() {
        ByteBuffer memory = memory(CapturedRecords.UNIX, 152);
        for (int length : new int[] {-1, 0, 1, 108, 109, Integer.MAX_VALUE}) {
            memory.putInt(CapturedRecords.AT + RecordLayout.UNIX_LENGTH, length);
            assertThat(decode(memory, 152))
                    .singleElement()
                    .satisfies(event ->
                            assertThat(((UnixConnected) event).path().length()).isLessThanOrEqualTo(108));
        }
    }

    private SensorEvent decode(String record, int length) {
        List<SensorEvent> events = decode(memory(record, length), length);
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private List<SensorEvent> decode(ByteBuffer memory, int length) {
        List<SensorEvent> events = new ArrayList<>();
        decoder.decode(memory, CapturedRecords.AT, length, events::add);
        return events;
    }

    private static ByteBuffer memory(String record, int length) {
        return CapturedRecords.memory(CapturedRecords.bytes(record), length);
    }
}
