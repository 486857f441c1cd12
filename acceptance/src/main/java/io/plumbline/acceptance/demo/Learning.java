// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.demo;

import io.plumbline.acceptance.program.CollectorProgram;
import io.plumbline.v1.BaselineState;
import io.plumbline.v1.ListProfilesRequest;
import io.plumbline.v1.ProfileSummary;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** Shows how far each workload is learned, until the ones that matter are locked. */
final class Learning {
    private static final int BAR = 20;
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final CollectorProgram collector;
    private final Screen screen;

    Learning(CollectorProgram collector, Screen screen) {
        this.collector = collector;
        this.screen = screen;
    }

    /** Returns true when all named workloads are locked, false when the time is over before. */
    boolean follow(List<String> workloads, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            List<ProfileSummary> profiles = profiles().stream()
                    .sorted(Comparator.comparing(Learning::name))
                    .toList();
            profiles.forEach(profile -> screen.say("%s", line(profile)));
            screen.say("");
            long locked = profiles.stream()
                    .filter(profile ->
                            workloads.contains(profile.getKey().getWorkload().getName()))
                    .filter(profile -> profile.getState() == BaselineState.BASELINE_STATE_STABLE)
                    .count();
            if (locked >= workloads.size()) {
                return true;
            }
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(LOOK);
        }
    }

    private List<ProfileSummary> profiles() {
        return collector
                .query()
                .listProfiles(ListProfilesRequest.newBuilder()
                        .setNamespace(Shop.NAMESPACE)
                        .build())
                .getProfilesList();
    }

    private static String name(ProfileSummary profile) {
        return profile.getKey().getWorkload().getKind() + "/"
                + profile.getKey().getWorkload().getName();
    }

    private static String line(ProfileSummary profile) {
        double fraction = Math.clamp(profile.getProgress().getFraction(), 0, 1);
        boolean locked = profile.getState() == BaselineState.BASELINE_STATE_STABLE;
        int full = locked ? BAR : (int) (fraction * BAR);
        String waiting = String.join("; ", profile.getProgress().getWaitingForList());
        return "%-22s [%s%s] %3d %%  %2d behaviours%s  %s"
                .formatted(
                        name(profile),
                        "#".repeat(full),
                        ".".repeat(BAR - full),
                        locked ? 100 : (int) (fraction * 100),
                        profile.getEntries(),
                        profile.getToConfirm() == 0 ? "" : ", " + profile.getToConfirm() + " to confirm",
                        locked ? "locked" : waiting.isEmpty() ? "" : "waits for: " + waiting);
    }
}
