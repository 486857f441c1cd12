// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.ProcessDetails.Arguments;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity.Layer;
import io.plumbline.agent.sensor.ProcessDetails.InputFile;
import io.plumbline.agent.sensor.ProcessDetails.Launch;
import io.plumbline.agent.sensor.ProcessDetails.Namespaces;
import io.plumbline.agent.sensor.ProcessDetails.Stdio;
import io.plumbline.agent.sensor.ProcessDetails.Stdio.Stream;
import io.plumbline.agent.sensor.Reading;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExecDecoderTest {
    private static final Reading<String> CGROUP = Reading.known("0::/captured");

    private final byte[] record = CapturedRecords.bytes(CapturedRecords.EXEC);
    private final ByteBuffer memory = CapturedRecords.memory(record, record.length);
    private final ExecDecoder decoder = new ExecDecoder();

    @Test
    void readsEveryField() {
        ProcessDetails details = decode();
        assertThat(details.parentPid()).isEqualTo(Reading.known(0x3864));
        assertThat(details.startTimeNanos()).isEqualTo(Reading.known(0x3f41aab5d73L / 10_000_000 * 10_000_000));
        assertThat(details.commandName()).isEqualTo(Reading.known("run.sh"));
        assertThat(details.executable()).isEqualTo(Reading.known("/usr/bin/dash"));
        assertThat(details.file())
                .isEqualTo(Reading.known(new FileIdentity(
                        65024, 260180, 1, 125640, 0x17376c4924f6e000L, 0x17376c49a4f6e000L, false, false, Layer.NONE)));
        assertThat(details.arguments())
                .isEqualTo(Reading.known(
                        new Arguments(List.of("/bin/sh", "/srv/app/run.sh", "captured-arg", "two words"), false, 47)));
        assertThat(details.workingDirectory()).isEqualTo(Reading.known("/srv/app"));
        assertThat(details.effectiveUserId()).isEqualTo(Reading.known(12345));
        assertThat(details.cgroup()).isSameAs(CGROUP);
        assertThat(details.namespaces())
                .isEqualTo(Reading.known(new Namespaces(0xeffffff8L, 0xeffffffcL, 0xeffffff9L)));
        assertThat(details.stdio()).isEqualTo(Reading.known(new Stdio(Stream.FILE, Stream.FILE, Stream.FILE)));
        Launch launch = details.launch().toOptional().orElseThrow();
        assertThat(launch.fileName()).isEqualTo("/srv/app/run.sh");
        assertThat(launch.environment())
                .isEqualTo(Map.of("LD_PRELOAD", hash("/opt/a.so"), "NODE_OPTIONS", hash("--require=x")));
        assertThat(launch.environmentCut()).isFalse();
        assertThat(launch.capabilities()).isZero();
        assertThat(launch.input())
                .isEqualTo(new InputFile(
                        "/srv/app/in",
                        new FileIdentity(
                                65024,
                                0x16a0e6,
                                1,
                                7,
                                0x18ebb9bc8c924e78L,
                                0x18ebb9bc8c924e78L,
                                false,
                                false,
                                Layer.NONE)));
    }

    @Test
    void readsWhatIsSet() {
        memory.putInt(at(RecordLayout.EXECUTABLE + RecordLayout.FILE_FLAGS), 15);
        memory.putInt(at(RecordLayout.EXECUTABLE + RecordLayout.FILE_DEVICE), 0xfff << 20 | 0xabcde);
        memory.putLong(at(RecordLayout.CAPABILITIES), -1);
        memory.put(at(RecordLayout.ENVIRONMENT_CUT), (byte) 1);
        for (int number = 0; number < 3; number++) {
            memory.put(at(RecordLayout.STREAMS + number), (byte) (number + 3));
        }
        ProcessDetails details = decode();
        FileIdentity file = details.file().toOptional().orElseThrow();
        assertThat(file.deleted()).isTrue();
        assertThat(file.memory()).isTrue();
        assertThat(file.layer()).isEqualTo(Layer.UPPER);
        assertThat(file.device()).isEqualTo(0xabcfffdeL);
        assertThat(details.stdio())
                .isEqualTo(Reading.known(new Stdio(Stream.UNIX_SOCKET, Stream.PIPE, Stream.TERMINAL)));
        Launch launch = details.launch().toOptional().orElseThrow();
        assertThat(launch.capabilities()).isEqualTo(-1);
        assertThat(launch.environmentCut()).isTrue();
        memory.putInt(at(RecordLayout.EXECUTABLE + RecordLayout.FILE_FLAGS), RecordLayout.FLAG_OVERLAY);
        assertThat(decode().file().map(FileIdentity::layer)).isEqualTo(Reading.known(Layer.LOWER));
        memory.putInt(
                at(RecordLayout.EXECUTABLE + RecordLayout.FILE_FLAGS),
                RecordLayout.FLAG_OVERLAY | RecordLayout.FLAG_LAYER_UNKNOWN);
        assertThat(decode().file().map(FileIdentity::layer)).isEqualTo(Reading.known(Layer.UNKNOWN));
    }

    @Test
    void saysWhatCouldNotBeRead() {
        memory.put(at(RecordLayout.PATH_CUT), (byte) 1);
        memory.put(at(RecordLayout.DIRECTORY_CUT), (byte) 1);
        memory.put(at(RecordLayout.INPUT_CUT), (byte) 1);
        memory.put(at(RecordLayout.ARGUMENTS_FAULTED), (byte) 1);
        ProcessDetails details = decode();
        assertThat(details.executable()).isEqualTo(Reading.unknown("path-too-deep"));
        assertThat(details.workingDirectory()).isEqualTo(Reading.unknown("path-too-deep"));
        assertThat(details.arguments()).isEqualTo(Reading.unknown("arguments-faulted"));
        assertThat(details.launch().toOptional().orElseThrow().input()).isNull();
    }

    @Test
    void saysThatArgumentsWereCut() {
        memory.putInt(at(RecordLayout.ARGUMENTS_TOTAL), 0xfffffff0);
        Arguments arguments = decode().arguments().toOptional().orElseThrow();
        assertThat(arguments.truncated()).isTrue();
        assertThat(arguments.totalBytes()).isEqualTo(0xfffffff0L);
    }

    @Test
    void remembersAStartWithoutMixingItWithOthers() {
        ProcessDetails first = decode();
        memory.putInt(at(RecordLayout.PARENT), 77);
        ProcessDetails again = decode();
        assertThat(again.parentPid()).isEqualTo(Reading.known(77));
        assertThat(again.arguments()).isSameAs(first.arguments());
        memory.putInt(at(RecordLayout.USER_ID), 0);
        assertThat(decode().effectiveUserId()).isEqualTo(Reading.known(0));
        memory.putInt(at(RecordLayout.NETWORK), 5);
        assertThat(decode().namespaces().map(Namespaces::network)).isEqualTo(Reading.known(5L));
    }

    @Test
    void readsNothingBehindTheRecordWhateverItsLengthsSay() {
        for (int field = RecordLayout.PART_FILE_NAME; field <= RecordLayout.PART_ENVIRONMENT; field += 2) {
            memory.put(CapturedRecords.AT, record).putShort(at(field), (short) -1);
            assertThat(decode().toString()).doesNotContain("ZZZZ");
        }
        var random = new Random(42);
        for (int round = 0; round < 5_000; round++) {
            memory.put(CapturedRecords.AT, record);
            for (int each = 0; each < 8; each++) {
                memory.put(at(random.nextInt(record.length)), (byte) random.nextInt());
            }
            int length = RecordLayout.DATA + random.nextInt(record.length - RecordLayout.DATA + 1);
            assertThat(decoder.decode(memory, CapturedRecords.AT, length, CGROUP)
                            .toString())
                    .doesNotContain("ZZZZ");
        }
    }

    private ProcessDetails decode() {
        return decoder.decode(memory, CapturedRecords.AT, record.length, CGROUP);
    }

    private static int at(int field) {
        return CapturedRecords.AT + field;
    }

    /** FNV-1a, 64 bits. */
    private static String hash(String value) {
        long hash = 0xcbf29ce484222325L;
        for (int at = 0; at < value.length(); at++) {
            hash = (hash ^ value.charAt(at)) * 0x100000001b3L;
        }
        return String.format("%016x", hash);
    }
}
