// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.form;

import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.workload.Workload;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names of policies: the same for the same workload, and such as Kubernetes takes them. */
final class PolicyNames {
    private static final String SUFFIX = "-plumbline";
    private static final int LONGEST = 253;
    private static final int DIGITS = 8;
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    private PolicyNames() {}

    static String of(Workload workload) {
        String plain = workload.name() + SUFFIX;
        if (plain.length() <= LONGEST && NAME.matcher(plain).matches()) {
            return plain;
        }
        String hash = BehaviorId.digest(workload.toString()).substring(0, DIGITS);
        String kept = workload.name()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        String cut = kept.substring(0, Math.min(kept.length(), LONGEST - SUFFIX.length() - DIGITS - 1));
        return (cut.isEmpty() ? "workload" : cut.replaceAll("-$", "")) + "-" + hash + SUFFIX;
    }
}
