// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.guest;

import java.nio.file.Path;
import java.util.List;

/**
 * How a guest is started.
 *
 * @param cargo a directory that it sees as /plumbline; its program start runs as root
 * @param parameters of the kernel's command line
 * @param memory in MiB
 */
public record Boot(Kernel kernel, GuestRoot root, Path cargo, List<String> parameters, int processors, int memory) {
    private static final int PROCESSORS = 2;
    private static final int MEMORY = 2048;

    public Boot {
        parameters = List.copyOf(parameters);
    }

    /** With two processors and nothing special. */
    public static Boot of(Kernel kernel, GuestRoot root, Path cargo) {
        return new Boot(kernel, root, cargo, List.of(), PROCESSORS, MEMORY);
    }

    /** The same with more of the kernel's parameters, and other processors. */
    public Boot with(List<String> moreParameters, int otherProcessors) {
        return new Boot(kernel, root, cargo, moreParameters, otherProcessors, memory);
    }
}
