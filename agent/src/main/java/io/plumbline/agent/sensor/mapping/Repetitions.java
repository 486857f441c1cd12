// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

/**
 * Whether a program mapped a file already within this batch. A batch is so short (milliseconds) that no pid comes back in it; an
 * exec begins anew. Bounded: what was pushed out is told again. Belongs to one thread.
 */
final class Repetitions {
    private static final int SLOTS = 2048;
    private static final int PIDS = 1024;

    private final long[] told = new long[SLOTS];
    private final int[] toldIn = new int[SLOTS];
    private final short[] programs = new short[PIDS];
    private int batch;

    void beginBatch() {
        batch++;
    }

    /** The process runs another program from now on. */
    void programStarted(int pid) {
        programs[pid & (PIDS - 1)]++;
    }

    /** True, and remembered, when it was not told in this batch; {@code pid} is below 2^22, which is the kernel's bound. */
    boolean first(int pid, int file) {
        long program = programs[pid & (PIDS - 1)] & 0x3ff;
        long key = (pid & 0x3fffffL) << 42 | program << 32 | (file & 0xffffffffL);
        int slot = (int) ((key * 0x9e3779b97f4a7c15L) >>> 53);
        if (told[slot] == key && toldIn[slot] == batch) {
            return false;
        }
        told[slot] = key;
        toldIn[slot] = batch;
        return true;
    }
}
