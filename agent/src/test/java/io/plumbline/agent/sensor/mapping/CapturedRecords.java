// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** Records as a 6.18 kernel (x86_64) wrote them, of one process: pid 0x33f9, program /usr/bin/dash and then a small one. */
final class CapturedRecords {
    static final int PID = 0x33f9;
    /** Where shared memory was: device 0:1. */
    static final long MEMORY_DEVICE = 1;

    static final String LOADER =
            "0a00000002008000f9330000f9330000006021ae217f000000600200000000000010000000000000fe0000"
                    + "0000000000002c050000000000000000000000000005000000020000002f7573722f6c69622f7838365f36342d6c696e75782d676e75"
                    + "2f6c642d6c696e75782d7838362d36342e736f2e320000b7788f4203020000";
    static final String VDSO =
            "0a00000002005800f9330000f9330000003021ae217f0000002000000000000000000000000000000000000000"
                    + "0000000000000000000000000000000000000005000000020000005b7664736f5d00000cd18f4203020000";
    static final String DASH =
            "0a00000002006000f9330000f933000000c02ab8d055000000300100000000000040000000000000fe0000000000"
                    + "000054f8030000000000000000000000000005000000020000002f7573722f62696e2f646173680000006b519a4203020000";
    static final String MEMFD =
            "0a00000002007000f9330000f933000000b0721d097f0000001000000000000000000000000000000000000001"
                    + "0000003804000000000000919f34960000000005000000020000002f6d656d66643a7061796c6f6164202864656c6574656429000000"
                    + "0000000000e40db34203020000";
    static final String ANONYMOUS =
            "0a00000002005800f9330000f933000000a0721d097f0000001000000000000000a0721d097f00000000"
                    + "0000000000000000000000000000000000000000000005000000020000002f2f616e6f6e00005d35b34203020000";
    static final String SHARED_ANONYMOUS =
            "0a00000002006800f9330000f93300000090721d097f000000100000000000000000000000000000"
                    + "00000000010000003904000000000000bb83b8270000000005000000010000002f6465762f7a65726f202864656c6574656429000000"
                    + "00003861b34203020000";
    static final String EXIT = "0400000000002800f9330000c9330000f9330000c933000083abb3420302000010aab34203020000";
    /** Written by hand: the id of the event, 7 lost, and a time. */
    static final String LOST = "020000000000200001000000000000000700000000000000e40db34203020000";

    private CapturedRecords() {}

    static ByteBuffer bytes(String record) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(record)).order(ByteOrder.LITTLE_ENDIAN);
    }

    static MappingRecord read(ByteBuffer bytes) {
        var record = new MappingRecord();
        if (!record.read(bytes, 0, bytes.capacity())) {
            throw new IllegalArgumentException("record: refused (expected: whole)");
        }
        return record;
    }

    /** Another file: the same record with another inode. */
    static ByteBuffer withInode(String record, long inode) {
        return bytes(record).putLong(48, inode);
    }
}
