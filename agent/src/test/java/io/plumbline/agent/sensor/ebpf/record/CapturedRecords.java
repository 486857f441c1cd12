// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.record;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** Records as the programs wrote them on a 6.18 kernel on x86-64. */
final class CapturedRecords {
    static final String FORK = """
            b8b1451af403000001000000000000000200000064380000643800004e38000000000000f9ffffeff37a451af40300000000000000000000
            """;
    static final String EXIT = """
            04539b1af403000001000000000000000300000065380000653800006438000000000000f9ffffef52dc891af40300000000000000000000
            """;

    /** {@code setpriv --reuid=12345}. */
    static final String USER = """
            f94cc81af403000001000000000000000400000067380000673800006438000039300000f9ffffef735dab1af40300000000000000000000
            """;

    /**
     * {@code env -i LD_PRELOAD=/opt/a.so HOME=/ NODE_OPTIONS=--require=x setpriv --reuid=12345 /srv/app/run.sh captured-arg "two words"
     * < in}, its last step: /srv/app/run.sh begins with #!/bin/sh, and the current directory is /srv/app.
     */
    static final String EXEC = """
            a77ccb1af403000001000000000000000100000067380000673800006438000039300000f9ffffef735dab1af403000000000000
            00000000000000000000000054f8030000000000c8ea01000000000000e0f624496c371700e0f6a4496c37170000e00f01000000
            0000000000000000e6a01600000000000700000000000000784e928cbcb9eb18784e928cbcb9eb180000e00f0100000000000000
            00000000f8ffffeffcffffeffdffffef2f000000060606008d00000010000d0008000b002f002e000000000072756e2e73680000
            00000000000000002f7372762f6170702f72756e2e736800646173680062696e00757372006170700073727600696e0061707000
            737276002f62696e2f7368002f7372762f6170702f72756e2e73680063617074757265642d6172670074776f20776f726473004c
            445f5052454c4f41443d2f6f70742f612e736f004e4f44455f4f5054494f4e533d2d2d726571756972653d7800
            """;

    static final String SOCKET = """
            44b7ee1af403000001000000000000000900000069380000693800006438000000000000f9ffffef11000000030000000003000000000000
            """;

    /** Without the zeros that end it. */
    static final String UNIX = """
            bd4c871bf403000001000000000000000a0000006a3800006a3800006438000000000000f9ffffef09000000006361707475726564
            """;

    /** {@code mount}; without the zeros that end it. */
    static final String KERNEL = """
            ce849d1bf40300000100000000000000080000006b3800006b3800006438000000000000f9ffffef000000000000000003000000000000002f737276
            2f617070
            """;

    /** Without the zeros that end it. */
    static final String CGROUP_MADE = """
            88bd9a1af4030000825d0000000000000500000065380000653800006438000000000000f9ffffef2f6361707475726564
            """;

    /** Without the zeros that end it. */
    static final String CGROUP_REMOVED = """
            dd0ba91af4030000825d0000000000000600000066380000663800006438000000000000f9ffffef2f6361707475726564
            """;

    /** Where a record begins in the memory that {@link #memory} gives. */
    static final int AT = 24;

    private CapturedRecords() {}

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    /** A record within other memory, with zeros behind it up to a length. */
    static ByteBuffer memory(byte[] record, int length) {
        ByteBuffer memory = ByteBuffer.allocateDirect(AT + Math.max(length, record.length) + AT)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < memory.capacity(); at++) {
            memory.put(at, at < AT || at >= AT + Math.max(length, record.length) ? (byte) 0x5a : 0);
        }
        return memory.put(AT, record);
    }
}
