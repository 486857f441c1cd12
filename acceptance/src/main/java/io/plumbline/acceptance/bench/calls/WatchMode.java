// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.calls;

import java.util.List;

/** The ways in which the machine is watched while calls are timed, in the order of the first round. */
enum WatchMode {
    NOBODY("no agent"),
    /** An agent that chooses for itself, which is best where the kernel lets it. */
    CHOSEN("agent"),
    /** An agent as with {@link #CHOSEN} where the kernel refuses trampolines. */
    WITHOUT_TRAMPOLINES("agent without trampolines"),
    WITHOUT_KERNEL("agent without signal kernel");

    private final String words;

    WatchMode(String words) {
        this.words = words;
    }

    /** The arguments that the agent is started with. */
    List<String> arguments() {
        return switch (this) {
            case NOBODY, CHOSEN -> List.of();
            case WITHOUT_TRAMPOLINES -> List.of("--sensor.trampolines", "false");
            case WITHOUT_KERNEL -> List.of("--sensor.signals", "processes,cgroups,tcp,udp,dns,code");
        };
    }

    /** Returns the name for people. */
    @Override
    public String toString() {
        return words;
    }
}
