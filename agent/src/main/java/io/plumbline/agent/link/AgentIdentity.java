// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The identity with which an agent says Hello.
 *
 * @param node name of the node, at most 253 characters
 * @param instance identity of this process (UUIDv7)
 * @param version version of the agent
 * @param bootId boot id of the kernel; empty when it cannot be read
 * @param kernel release of the kernel; empty when it cannot be read
 */
public record AgentIdentity(String node, String instance, String version, String bootId, String kernel) {

    public AgentIdentity {
        if (node.isEmpty() || node.length() > 253) {
            throw new IllegalArgumentException("node: " + node + " (expected: 1 to 253 characters)");
        }
    }

    /** Reads boot id and kernel release of this machine; {@code proc} is normally {@code /proc}. */
    public static AgentIdentity read(String node, String instance, String version, Path proc) {
        return new AgentIdentity(
                node,
                instance,
                version,
                line(proc.resolve("sys/kernel/random/boot_id")),
                line(proc.resolve("sys/kernel/osrelease")));
    }

    private static String line(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            return "";
        }
    }
}
