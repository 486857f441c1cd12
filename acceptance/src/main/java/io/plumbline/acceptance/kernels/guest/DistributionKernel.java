// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.guest;

/**
 * A kernel as a distribution delivers it.
 *
 * @param name what people call it here, such as 6.1 or 6.12-arm64
 * @param suite the release of Debian
 * @param flavour of its packages: cloud, or rt
 */
public record KernelRelease(String name, String suite, Machine machine, String flavour) {
    /** The kernel for virtual machines. */
    public static KernelRelease cloud(String name, String suite, Machine machine) {
        return new KernelRelease(name, suite, machine, "cloud");
    }

    /** The package that depends on the newest version. */
    String packageName() {
        return "linux-image-" + flavour + "-" + machine.architecture();
    }
}
