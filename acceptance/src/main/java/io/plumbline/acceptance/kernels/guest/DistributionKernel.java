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
public record DistributionKernel(String name, String suite, GuestMachine machine, String flavour) {
    /** The kernel for virtual machines. */
    public static DistributionKernel cloud(String name, String suite, GuestMachine machine) {
        return new DistributionKernel(name, suite, machine, "cloud");
    }

    /** The package that depends on the newest version. */
    String packageName() {
        return "linux-image-" + flavour + "-" + machine.architecture();
    }
}
