// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import java.nio.file.Path;

/**
 * The place of containerd.
 *
 * @param socket its unix socket, as the agent sees it
 * @param namespace containerd's namespace of the pods
 */
public record ContainerdSettings(Path socket, String namespace) {
    /** containerd's own default. */
    public static final Path DEFAULT_SOCKET = Path.of("/run/containerd/containerd.sock");

    /** The namespace that CRI uses. */
    public static final String KUBERNETES_NAMESPACE = "k8s.io";

    private static final String NAMESPACE_PATTERN = "[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*";

    public ContainerdSettings {
        if (namespace.length() > 76 || !namespace.matches(NAMESPACE_PATTERN)) {
            throw new IllegalArgumentException("containerd namespace: " + namespace
                    + " (expected: letters and digits, joined by single '.', '_' or '-')");
        }
    }
}
