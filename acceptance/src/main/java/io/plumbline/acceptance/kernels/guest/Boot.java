// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.guest;

import java.nio.file.Path;
import java.util.List;

/**
 * The settings with which a guest is started.
 *
 * @param cargo a disk that it sees as /plumbline; its program start runs as root
 * @param parameters of the kernel's command line
 */
public record Boot(Kernel kernel, GuestRoot root, Path cargo, List<String> parameters, int processors) {
    public Boot {
        parameters = List.copyOf(parameters);
    }
}
