// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.storm;

import io.plumbline.acceptance.bench.watch.Tier;
import org.jspecify.annotations.Nullable;

/** The watchers of a storm. */
enum Watched {
    NOBODY("no agent", null),
    FLOOR("floor", null),
    EBPF("agent, ebpf", Tier.EBPF),
    /** The same sensor with the signals of processes and cgroups alone. */
    EBPF_PROCESSES("agent, ebpf, processes alone", Tier.EBPF),
    NETLINK("agent, netlink", Tier.NETLINK);

    private final String words;
    private final @Nullable Tier tier;

    Watched(String words, @Nullable Tier tier) {
        this.words = words;
        this.tier = tier;
    }

    static Watched by(Tier tier) {
        return switch (tier) {
            case EBPF -> EBPF;
            case NETLINK -> NETLINK;
        };
    }

    /** Null for who is no agent. */
    @Nullable
    Tier tier() {
        return tier;
    }

    @Override
    public String toString() {
        return words;
    }
}
