// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels;

import io.plumbline.acceptance.kernels.guest.DistributionKernel;
import io.plumbline.acceptance.kernels.guest.GuestMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The guests that are run. */
final class Matrix {
    private static final DistributionKernel OLDEST = DistributionKernel.cloud("5.10", "bullseye", GuestMachine.X86_64);
    private static final DistributionKernel OLD = DistributionKernel.cloud("6.1", "bookworm", GuestMachine.X86_64);
    private static final DistributionKernel STABLE = DistributionKernel.cloud("6.12", "trixie", GuestMachine.X86_64);
    private static final DistributionKernel NEWEST = DistributionKernel.cloud("sid", "sid", GuestMachine.X86_64);
    private static final DistributionKernel ARM =
            DistributionKernel.cloud("6.12-arm64", "trixie", GuestMachine.AARCH64);
    private static final DistributionKernel REAL_TIME =
            new DistributionKernel("6.12-rt", "trixie", GuestMachine.X86_64, "rt");

    private static final String[] ALL = {"probe", "rights", "agent", "drift", "live", "live-plain"};

    /**
     * The checks of kernels between the oldest and the newest: what the same program does on both need not be shown between
     * them.
     */
    private static final String[] BETWEEN = {"probe", "agent", "drift", "live"};

    /** Rights are the kernel's, and not the machine's. */
    private static final String[] OTHER_MACHINE = {"probe", "agent", "drift", "live", "live-plain"};

    private Matrix() {}

    /** Kernels that users run first, those that take longest before the others; then what is odd. */
    static List<GuestCase> all() {
        return List.of(
                GuestCase.of(ARM, OTHER_MACHINE),
                GuestCase.of(OLDEST, ALL),
                GuestCase.of(NEWEST, ALL),
                GuestCase.of(OLD, BETWEEN),
                GuestCase.of(STABLE, BETWEEN),
                GuestCase.odd("4-cpus", STABLE, "agent").withProcessors(4),
                GuestCase.odd("8-cpus", STABLE, "probe", "agent").withProcessors(8),
                GuestCase.odd("hotplug", STABLE, "agent", "hotplug"),
                GuestCase.odd("lockdown-integrity", STABLE, "probe").withParameters("lockdown=integrity"),
                GuestCase.odd("lockdown-confidentiality", STABLE, "probe").withParameters("lockdown=confidentiality"),
                GuestCase.odd("unprivileged-bpf-1", OLD, "probe").withSettings("kernel.unprivileged_bpf_disabled=1"),
                GuestCase.odd("unprivileged-bpf-2", OLD, "probe").withSettings("kernel.unprivileged_bpf_disabled=2"),
                GuestCase.odd("perf-paranoid-2", OLD, "probe").withSettings("kernel.perf_event_paranoid=2"),
                GuestCase.odd("perf-paranoid-4", OLD, "probe").withSettings("kernel.perf_event_paranoid=4"),
                GuestCase.odd("little-locked-memory", OLDEST, "memlock"),
                GuestCase.odd("real-time", REAL_TIME, "probe", "agent"));
    }

    /** The oldest and the newest, with what takes little time. */
    static List<GuestCase> shortForm() {
        String[] checks = {"probe", "agent", "live-short"};
        return List.of(GuestCase.of(OLDEST, checks), GuestCase.of(NEWEST, checks));
    }

    /** The cases that are named; all of them when no name is given. */
    static List<GuestCase> named(List<String> names) {
        List<GuestCase> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(find(name)
                    .orElseThrow(() -> new IllegalArgumentException("kernel: " + name + " (expected: "
                            + all().stream().map(GuestCase::name).collect(Collectors.joining(", ")) + ")")));
        }
        return chosen.isEmpty() ? all() : chosen;
    }

    private static Optional<GuestCase> find(String name) {
        return all().stream().filter(each -> each.name().equals(name)).findFirst();
    }
}
