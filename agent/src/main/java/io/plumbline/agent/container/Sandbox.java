// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    /** The addresses; what is none of the texts is left out. */
    public Set<InetAddress> addresses() {
        Set<InetAddress> addresses = new HashSet<>();
        ips.forEach(ip -> address(ip).ifPresent(addresses::add));
        return Set.copyOf(addresses);
    }

    /** One address for each of its texts, of which IPv6 has many. */
    public static Optional<InetAddress> address(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
