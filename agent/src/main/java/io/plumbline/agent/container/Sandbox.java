// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container;

import java.util.List;
import java.util.Map;

/**
 * A pod on this node, as the runtime describes it.
 *
 * @param id full id, 64 hexadecimal digits
 * @param labels the pod's labels (the runtime's own io.kubernetes.* left out)
 * @param ips empty for hostNetwork pods
 * @param pid of its pause process, in the host's namespace; 0 when there is none
 * @param fromUnixNanos when it was made
 */
public record Sandbox(
        String id,
        String podUid,
        String podName,
        String namespace,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<String> ips,
        int pid,
        long fromUnixNanos) {
    public Sandbox {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        ips = List.copyOf(ips);
    }
}
