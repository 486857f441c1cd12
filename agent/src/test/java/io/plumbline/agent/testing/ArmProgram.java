// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A program of 32-bit ARM (EABI), which many arm64 machines run as well: one system call after the other, written as machine code,
 * for no compiler is at hand there. It ends with 1 when a call fails, else with 0.
 */
public final class ArmProgram {
    private static final int ADDRESS = 0x10000;
    private static final int HEADERS = 52 + 32;
    private static final int CALL_EXIT = 1;

    private static final int SUPERVISOR_CALL = 0xef000000;
    private static final int COMPARE_WITH_0 = 0xe3500000;
    /** What follows is done when the first register was less than 0: "movlt r0, #1; movlt r7, #1; svclt 0". */
    private static final int[] END_WHEN_LESS = {0xb3a00001, 0xb3a07001, 0xbf000000};

    private final ByteBuffer file = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

    private ArmProgram() {}

    /**
     * Writes an executable file.
     *
     * @param calls each: its number, and three arguments
     */
    public static Path write(Path target, int[]... calls) throws IOException {
        ArmProgram program = new ArmProgram();
        program.file.position(HEADERS);
        for (int[] call : calls) {
            program.call(call[0], call[1], call[2], call[3]);
            program.file.putInt(COMPARE_WITH_0);
            for (int instruction : END_WHEN_LESS) {
                program.file.putInt(instruction);
            }
        }
        program.call(CALL_EXIT, 0, 0, 0);
        int length = program.file.position();
        program.headers(length);
        byte[] bytes = new byte[length];
        program.file.get(0, bytes);
        Files.write(target, bytes);
        return Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void call(int number, int first, int second, int third) {
        load(0, first);
        load(1, second);
        load(2, third);
        load(7, number);
        file.putInt(SUPERVISOR_CALL);
    }

    /** movw, movt: the lower and the upper half of a register. */
    private void load(int register, int value) {
        file.putInt(0xe3000000 | half(register, value & 0xffff));
        file.putInt(0xe3400000 | half(register, value >>> 16));
    }

    private static int half(int register, int value) {
        return (value >> 12) << 16 | register << 12 | (value & 0xfff);
    }

    /** An ELF file with one segment, the whole of it. */
    private void headers(int length) {
        file.put(0, new byte[] {0x7f, 'E', 'L', 'F', 1, 1, 1}); // 32 bits, least significant byte first
        file.putShort(16, (short) 2).putShort(18, (short) 40).putInt(20, 1); // executable, ARM
        file.putInt(24, ADDRESS + HEADERS).putInt(28, 52).putInt(36, 0x05000000); // entry, segments at, EABI 5
        file.putShort(40, (short) 52).putShort(42, (short) 32).putShort(44, (short) 1);
        file.putInt(52, 1).putInt(52 + 8, ADDRESS).putInt(52 + 12, ADDRESS); // loaded
        file.putInt(52 + 16, length).putInt(52 + 20, length).putInt(52 + 24, 5).putInt(52 + 28, ADDRESS);
    }
}
