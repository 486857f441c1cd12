// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels;

import io.plumbline.acceptance.kernels.guest.DistributionKernel;
import java.util.ArrayList;
import java.util.List;

/**
 * One guest of the matrix.
 *
 * @param name how it is selected and shown
 * @param parameters of the kernel's command line
 * @param settings of the kernel, KEY=VALUE each, made before the checks
 * @param checks what is done in it, in this order
 * @param kernel whether this is about a kernel as such, where everything must work, or about something odd, where it is only told
 *     what does
 */
record GuestCase(
        String name,
        DistributionKernel release,
        List<String> parameters,
        List<String> settings,
        int processors,
        List<String> checks,
        boolean kernel) {
    private static final int PROCESSORS = 2;

    GuestCase {
        parameters = List.copyOf(parameters);
        settings = List.copyOf(settings);
        checks = List.copyOf(checks);
    }

    /** A kernel, with all checks. */
    static GuestCase of(DistributionKernel release, String... checks) {
        return new GuestCase(release.name(), release, List.of(), List.of(), PROCESSORS, List.of(checks), true);
    }

    /** Something odd that is done to a kernel. */
    static GuestCase odd(String name, DistributionKernel release, String... checks) {
        return new GuestCase(name, release, List.of(), List.of(), PROCESSORS, List.of(checks), false);
    }

    GuestCase withParameters(String... those) {
        return new GuestCase(name, release, List.of(those), settings, processors, checks, kernel);
    }

    GuestCase withSettings(String... those) {
        return new GuestCase(name, release, parameters, List.of(those), processors, checks, kernel);
    }

    GuestCase withProcessors(int number) {
        return new GuestCase(name, release, parameters, settings, number, checks, kernel);
    }

    /** Returns the same case with those of its checks that are named. */
    GuestCase withOnly(List<String> wanted) {
        return new GuestCase(
                name,
                release,
                parameters,
                settings,
                processors,
                checks.stream().filter(wanted::contains).toList(),
                kernel);
    }

    /** The whole command line for the kernel. */
    List<String> commandLine() {
        List<String> line = new ArrayList<>(parameters);
        settings.forEach(setting -> line.add("plumbline.set=" + setting));
        line.add("plumbline.checks=" + String.join(",", checks));
        return line;
    }
}
