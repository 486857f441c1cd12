// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.program;

import io.plumbline.agent.sensor.ebpf.signal.Signal;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be set on the eBPF sensor.
 *
 * @param processRingBytes ring of process events, a power of two from 64 KiB to 64 MiB; an exec takes about 500 bytes of it
 * @param networkRingBytes ring of network events, likewise; a connection takes 112 bytes of it at its beginning and its end
 * @param budget events per second and container after which what was seen before is only counted; 0 for no limit
 * @param signals what is watched; processes and cgroups always are
 * @param trampolines whether programs may hang at functions of the kernel, where it allows that
 * @param pin directory of a BPF file system where programs and rings stay when the agent ends; null for nowhere
 */
public record EbpfSettings(
        int processRingBytes,
        int networkRingBytes,
        int budget,
        Set<Signal> signals,
        boolean trampolines,
        @Nullable Path pin) {
    static final int LEAST = 64 << 10;
    static final int MOST = 64 << 20;

    public EbpfSettings {
        ring("ring", processRingBytes);
        ring("network-ring", networkRingBytes);
        if (budget < 0) {
            throw new IllegalArgumentException("budget: " + budget + " (expected: 0 or more)");
        }
        EnumSet<Signal> watched = EnumSet.of(Signal.PROCESSES, Signal.CGROUPS);
        watched.addAll(signals);
        // In the order of the enum: pins are found again by the text of these settings, also by another process.
        signals = Collections.unmodifiableSet(watched);
    }

    /** 1 MiB, 512 KiB, 30,000 events a second, all signals, trampolines, not pinned. */
    public static EbpfSettings defaults() {
        return new EbpfSettings(1 << 20, 512 << 10, 30_000, EnumSet.allOf(Signal.class), true, null);
    }

    public EbpfSettings withProcessRingBytes(int bytes) {
        return new EbpfSettings(bytes, networkRingBytes, budget, signals, trampolines, pin);
    }

    public EbpfSettings withBudget(int events) {
        return new EbpfSettings(processRingBytes, networkRingBytes, events, signals, trampolines, pin);
    }

    public EbpfSettings withSignals(Set<Signal> watched) {
        return new EbpfSettings(processRingBytes, networkRingBytes, budget, watched, trampolines, pin);
    }

    public EbpfSettings withTrampolines(boolean allowed) {
        return new EbpfSettings(processRingBytes, networkRingBytes, budget, signals, allowed, pin);
    }

    public EbpfSettings withPin(@Nullable Path directory) {
        return new EbpfSettings(processRingBytes, networkRingBytes, budget, signals, trampolines, directory);
    }

    private static void ring(String name, int bytes) {
        if (bytes < LEAST || bytes > MOST || Integer.bitCount(bytes) != 1) {
            throw new IllegalArgumentException(
                    name + ": " + bytes + " (expected: a power of two from " + LEAST + " to " + MOST + ")");
        }
    }
}
