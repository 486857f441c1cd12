// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.watch;

import java.util.Locale;

/** The sensors that an agent can watch with. */
public enum Tier {
    EBPF("--sensor.ring"),
    NETLINK("--sensor.receive-buffer");

    private final String buffer;

    Tier(String buffer) {
        this.buffer = buffer;
    }

    /** The flag that sets the size of the kernel's buffer for process events. */
    public String bufferFlag() {
        return buffer;
    }

    /** Returns the word of the agent's configuration. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
