// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of a kernel, for what no look at the kernel itself can tell. Distributions take changes over from later ones, so a look is
 * better where there is one.
 *
 * @param text as uname -r prints it
 */
public record KernelRelease(String text, int major, int minor) {
    private static final Pattern NUMBER = Pattern.compile("^(\\d{1,4})\\.(\\d{1,4})");

    /** Format: "6.1.0-50-cloud-amd64". What has no number counts as 0.0. */
    public static KernelRelease of(String text) {
        Matcher number = NUMBER.matcher(text);
        return number.find()
                ? new KernelRelease(text, Integer.parseInt(number.group(1)), Integer.parseInt(number.group(2)))
                : new KernelRelease(text, 0, 0);
    }

    /** The release of the running kernel; "unknown" where it can not be read. */
    public static KernelRelease running() {
        try {
            return of(Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
        } catch (IOException unreadable) {
            return of("unknown");
        }
    }

    /** True for this number and each later one. */
    public boolean isAtLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }

    /** True for each number before this one; false where there is none. */
    public boolean isBefore(int laterMajor, int laterMinor) {
        return major > 0 && !isAtLeast(laterMajor, laterMinor);
    }
}
