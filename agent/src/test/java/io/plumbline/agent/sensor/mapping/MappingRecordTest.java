// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MappingRecordTest {
    @Test
    void readsAFile() {
        MappingRecord record = CapturedRecords.read(CapturedRecords.bytes(CapturedRecords.DASH));
        assertThat(record.pid()).isEqualTo(CapturedRecords.PID);
        assertThat(record.path()).isEqualTo("/usr/bin/dash");
        assertThat(record.device()).as("254:0").isEqualTo(0xfe00);
        assertThat(record.inode()).isEqualTo(0x3f854);
        assertThat(record.time()).isEqualTo(0x203429a516bL);
        assertThat(record.hugePages()).isFalse();
    }

    @Test
    void encodesDevicesAsStatDoes() {
        ByteBuffer bytes =
                CapturedRecords.bytes(CapturedRecords.DASH).putInt(40, 0x1234).putInt(44, 0xabcde);
        assertThat(CapturedRecords.read(bytes).device()).isEqualTo(0x1000abc234deL);
    }

    @Test
    void tellsKindsApart() {
        assertThat(file(CapturedRecords.LOADER))
                .isEqualTo(new MappedFile(
                        MappedFile.Kind.FILE,
                        1,
                        "/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
                        new FileIdentity(0xfe00, 0x52c00, 1, -1, 0, 0, false, false)));
        assertThat(file(CapturedRecords.MEMFD))
                .isEqualTo(new MappedFile(
                        MappedFile.Kind.FILE,
                        1,
                        "/memfd:payload",
                        new FileIdentity(1, 0x438, 0, -1, 0, 0, true, true)));
        assertThat(file(CapturedRecords.VDSO).kind()).isEqualTo(MappedFile.Kind.PROGRAM_START);
        assertThat(file(CapturedRecords.ANONYMOUS).kind()).isEqualTo(MappedFile.Kind.ANONYMOUS);
        assertThat(file(CapturedRecords.SHARED_ANONYMOUS).kind()).isEqualTo(MappedFile.Kind.ANONYMOUS);
    }

    @Test
    void doesNotTakeAFileForMemoryByItsName() {
        ByteBuffer elsewhere =
                CapturedRecords.bytes(CapturedRecords.SHARED_ANONYMOUS).putInt(44, 2);
        MappedFile file = MappedFile.of(CapturedRecords.read(elsewhere), 1, CapturedRecords.MEMORY_DEVICE);
        assertThat(file.kind()).isEqualTo(MappedFile.Kind.FILE);
        assertThat(file.path()).isEqualTo("/dev/zero");
        assertThat(file.file().deleted()).isTrue();
        assertThat(file.file().memory()).isFalse();
    }

    @Test
    void refusesWhatIsCutOffAndNeverThrows() {
        ByteBuffer whole = CapturedRecords.bytes(CapturedRecords.DASH);
        var record = new MappingRecord();
        for (int length = 0; length < 88; length += 8) {
            assertThat(record.read(whole, 0, length)).isFalse();
        }
        assertThat(record.read(whole, 0, 88)).as("without the end of its path").isFalse();
        var random = new Random(7);
        ByteBuffer noise = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        for (int round = 0; round < 2000; round++) {
            int length = random.nextInt(1 << 13) * 8;
            random.nextBytes(noise.array());
            if (record.read(noise, 0, length)) {
                assertThat(MappedFile.of(record, 1, 1).path().length()).isLessThanOrEqualTo(4096);
            }
        }
    }

    @Test
    void keepsBytesThatAreNoText() {
        ByteBuffer bytes = CapturedRecords.bytes(CapturedRecords.DASH).put(73, (byte) 0xff);
        assertThat(CapturedRecords.read(bytes).path()).isEqualTo("/\ufffdsr/bin/dash");
    }

    private static MappedFile file(String record) {
        return MappedFile.of(CapturedRecords.read(CapturedRecords.bytes(record)), 1, CapturedRecords.MEMORY_DEVICE);
    }
}
