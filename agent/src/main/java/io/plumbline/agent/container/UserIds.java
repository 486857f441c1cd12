// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The user ids of a container: which of its own user namespace stands for which of the node's. The kernel lets nobody change it once
 * the namespace is in use. A container without a user namespace of its own has the node's ids.
 *
 * @param ranges as in user_namespaces(7); empty when the ids are the node's
 */
public record UserIds(List<Range> ranges) {
    /** The same inside as on the node. */
    public static final UserIds OF_NODE = new UserIds(List.of());

    /** The kernel takes 340 lines of at most 32 bytes. */
    private static final int MOST_BYTES = 16 * 1024;

    private static final long ALL = 0xffffffffL;

    public UserIds {
        ranges = List.copyOf(ranges);
    }

    /** {@code count} ids from {@code inside} on, which are those from {@code onNode} on. All are unsigned 32 bits. */
    public record Range(long inside, long onNode, long count) {
        boolean isIdentity() {
            return inside == 0 && onNode == 0 && count >= ALL;
        }
    }

    /** Of ranges that a runtime's specification names. */
    public static UserIds of(List<Range> ranges) {
        return ranges.stream().anyMatch(Range::isIdentity) ? OF_NODE : new UserIds(ranges);
    }

    /**
     * Of a process, as the kernel says.
     *
     * @param proc the /proc of the host's pid namespace
     * @param otherwise when the process is gone, or what the kernel says can not be read
     */
    public static UserIds of(Path proc, int pid, UserIds otherwise) {
        if (pid <= 0) {
            return otherwise;
        }
        try (InputStream in = Files.newInputStream(proc.resolve(pid + "/uid_map"))) {
            String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.US_ASCII);
            // Nobody has given ids to the namespace yet.
            return text.isBlank() ? otherwise : parse(text);
        } catch (IOException | NumberFormatException gone) {
            return otherwise;
        }
    }

    /** The text of /proc/PID/uid_map, as who is in the node's user namespace reads it. */
    static UserIds parse(String uidMap) {
        List<Range> ranges = new ArrayList<>();
        for (String line : uidMap.lines().toList()) {
            String[] fields = line.strip().split(" +", -1);
            if (fields.length == 3) {
                ranges.add(new Range(Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2])));
            }
        }
        return of(ranges);
    }

    /** The id inside of one of the node's; empty when the container's user namespace does not have it. */
    public OptionalInt inside(int onNode) {
        if (ranges.isEmpty()) {
            return OptionalInt.of(onNode);
        }
        long id = Integer.toUnsignedLong(onNode);
        for (Range range : ranges) {
            if (id >= range.onNode() && id - range.onNode() < range.count()) {
                return OptionalInt.of((int) (range.inside() + id - range.onNode()));
            }
        }
        return OptionalInt.empty();
    }

    /**
     * True for root: of the container, or of the node, which a container with a user namespace of its own does not have: who has it
     * there is more than its root, on the way in or after a break-out.
     */
    public boolean isRoot(int onNode) {
        return onNode == 0 || inside(onNode).orElse(-1) == 0;
    }
}
