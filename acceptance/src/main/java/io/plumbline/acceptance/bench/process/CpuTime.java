// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.process;

/**
 * Processor time of a process and its ended children.
 *
 * @param userMicros by the kernel's sampling, which splits an exact sum
 * @param kernelMicros the rest of it
 */
public record CpuTime(long userMicros, long kernelMicros) {
    public static final CpuTime NONE = new CpuTime(0, 0);

    public long micros() {
        return userMicros + kernelMicros;
    }

    public CpuTime since(CpuTime before) {
        return new CpuTime(userMicros - before.userMicros, kernelMicros - before.kernelMicros);
    }
}
