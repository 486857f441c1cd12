// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class MappedFilesTest {
    private final MappedFiles files = new MappedFiles(CapturedRecords.MEMORY_DEVICE);

    @Test
    void takesUpAFileOnceWhoeverMapsIt() {
        MappedFile first = files.find(CapturedRecords.read(CapturedRecords.bytes(CapturedRecords.DASH)));
        ByteBuffer again = CapturedRecords.bytes(CapturedRecords.DASH)
                .putInt(8, 77)
                .putLong(16, 4096)
                .putInt(64, 7)
                .putInt(68, 1);
        assertThat(files.find(CapturedRecords.read(again))).isSameAs(first);
    }

    @Test
    void tellsFilesApartByInodeGenerationDeviceAndPath() {
        MappedFile first = files.find(CapturedRecords.read(CapturedRecords.bytes(CapturedRecords.DASH)));
        ByteBuffer[] others = {
            CapturedRecords.withInode(CapturedRecords.DASH, 5),
            CapturedRecords.bytes(CapturedRecords.DASH).putLong(56, 1),
            CapturedRecords.bytes(CapturedRecords.DASH).putInt(44, 1),
            CapturedRecords.bytes(CapturedRecords.DASH).put(81, (byte) 'b')
        };
        for (ByteBuffer other : others) {
            assertThat(files.find(CapturedRecords.read(other)).serial()).isGreaterThan(first.serial());
        }
    }

    @Test
    void isBoundedAndTakesUpAgainWhatItForgot() {
        int many = 100_000;
        for (int inode = 1; inode <= many; inode++) {
            ByteBuffer bytes = CapturedRecords.withInode(CapturedRecords.DASH, inode);
            MappedFile file = files.find(CapturedRecords.read(bytes));
            assertThat(file.file().inode()).isEqualTo(inode);
            assertThat(file.serial()).isEqualTo(inode);
        }
        assertThat(files.find(CapturedRecords.read(CapturedRecords.withInode(CapturedRecords.DASH, many)))
                        .serial())
                .isEqualTo(many);
        assertThat(files.find(CapturedRecords.read(CapturedRecords.withInode(CapturedRecords.DASH, 1)))
                        .serial())
                .isEqualTo(many + 1);
    }

    @Test
    void keepsOneLongPath() {
        MappedFile first = files.find(CapturedRecords.read(longPath('a')));
        assertThat(first.path()).hasSize(4000);
        assertThat(files.find(CapturedRecords.read(longPath('a')))).isSameAs(first);
        assertThat(files.find(CapturedRecords.read(longPath('b'))).path()).endsWith("b");
        assertThat(files.find(CapturedRecords.read(longPath('a')))).isNotSameAs(first);
    }

    private static ByteBuffer longPath(char last) {
        ByteBuffer bytes = ByteBuffer.allocate(72 + 4008 + 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < 3999; at++) {
            bytes.put(72 + at, (byte) '/');
        }
        return bytes.put(72 + 3999, (byte) last);
    }
}
