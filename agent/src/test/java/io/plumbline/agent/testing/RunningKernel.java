// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.testing;

/** Which Linux runs here: for assumptions of live tests about what only newer kernels do. */
public final class RunningKernel {
    private RunningKernel() {}

    /** Whether it is this version or a newer one. */
    public static boolean isAtLeast(int major, int minor) {
        String[] parts = System.getProperty("os.version").split("[.-]", 3);
        int runningMajor = Integer.parseInt(parts[0]);
        return runningMajor > major || (runningMajor == major && Integer.parseInt(parts[1]) >= minor);
    }
}
