// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the container in the text of /proc/PID/cgroup: both cgroup versions and the hybrid, both drivers, any prefix before
 * kubepods. Stateless; never throws on any text.
 */
public final class CgroupPath {
    private static final int TEXT_LIMIT = 16 * 1024;
    private static final int LINE_LIMIT = 32;
    private static final int SEGMENT_LIMIT = 64;

    private static final Pattern KUBEPODS = Pattern.compile("kubepods|(?:[^/]*-)?kubepods\\.slice");
    private static final Pattern QUALITY = Pattern.compile("burstable|besteffort|guaranteed");
    private static final Pattern PLAIN_POD = Pattern.compile("pod([0-9A-Za-z][0-9A-Za-z-]{0,63})");
    private static final Pattern SLICE_POD = Pattern.compile(
            "(?:[^/]*-)?kubepods(?:-burstable|-besteffort)?-pod([0-9A-Za-z][0-9A-Za-z_]{0,63})\\.slice");
    private static final Pattern CONTAINER =
            Pattern.compile("(?:(?:cri-containerd|crio|docker)-)?([0-9a-f]{64})(?:\\.scope)?");
    /** The form that runc makes when the kubelet uses the systemd driver and the runtime does not. */
    private static final Pattern COLON_FORM = Pattern.compile(
            "(?:[^/]*-)?kubepods(?:-burstable|-besteffort)?-pod([0-9A-Za-z][0-9A-Za-z_]{0,63})\\.slice:[a-z-]{1,32}:([0-9a-f]{64})");

    private final String root;
    private final boolean rootIsKubepods;

    /** {@code cgroupRoot}: absolute path of the subtree that is ours; "/" for all. */
    public CgroupPath(String cgroupRoot) {
        if (!cgroupRoot.startsWith("/")) {
            throw new IllegalArgumentException(
                    "cgroup-root: " + cgroupRoot + " (expected: an absolute path within the cgroup tree)");
        }
        this.root = cgroupRoot.replaceAll("/+$", "");
        boolean mayHoldPods = false;
        for (String segment : root.split("/", SEGMENT_LIMIT)) {
            mayHoldPods = mayHoldPods(segment, mayHoldPods);
        }
        this.rootIsKubepods = mayHoldPods;
    }

    /**
     * The container that a process belongs to; empty for processes of the host, of other runtimes, and outside of cgroup-root.
     * Of several lines the unified hierarchy wins, then systemd's, then the first that names a container.
     */
    public Optional<ContainerCgroup> parse(String procCgroup) {
        @Nullable ContainerCgroup systemd = null;
        @Nullable ContainerCgroup other = null;
        String text = procCgroup.length() > TEXT_LIMIT ? procCgroup.substring(0, TEXT_LIMIT) : procCgroup;
        int lines = 0;
        for (int start = 0; start < text.length() && lines < LINE_LIMIT; lines++) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                end = text.length();
            }
            String line = text.substring(start, end);
            start = end + 1;
            int afterId = line.indexOf(':');
            int afterControllers = line.indexOf(':', afterId + 1);
            if (afterId < 0 || afterControllers < 0) {
                continue;
            }
            @Nullable ContainerCgroup found = locate(line.substring(afterControllers + 1));
            if (found == null) {
                continue;
            }
            String controllers = line.substring(afterId + 1, afterControllers);
            if (controllers.isEmpty()) {
                return Optional.of(found);
            }
            if (controllers.equals("name=systemd")) {
                systemd = found;
            } else if (other == null) {
                other = found;
            }
        }
        return Optional.ofNullable(systemd != null ? systemd : other);
    }

    private @Nullable ContainerCgroup locate(String path) {
        if (!path.startsWith(root + "/")) {
            return null;
        }
        // The outermost match counts: what lies below its own cgroup, a container may name as it likes.
        boolean mayBePod = rootIsKubepods;
        @Nullable String podUid = null;
        int end = root.length();
        for (String segment : path.substring(root.length() + 1).split("/", SEGMENT_LIMIT)) {
            end += 1 + segment.length();
            Matcher container = CONTAINER.matcher(segment);
            if (podUid != null && container.matches()) {
                return new ContainerCgroup(podUid, container.group(1), path.substring(0, end));
            }
            Matcher colon = COLON_FORM.matcher(segment);
            if (colon.matches()) {
                return new ContainerCgroup(hyphens(colon.group(1)), colon.group(2), path.substring(0, end));
            }
            podUid = podUid(segment, mayBePod);
            mayBePod = mayHoldPods(segment, mayBePod);
        }
        return null;
    }

    private static @Nullable String podUid(String segment, boolean mayBePod) {
        Matcher slice = SLICE_POD.matcher(segment);
        if (slice.matches()) {
            return hyphens(slice.group(1));
        }
        Matcher plain = PLAIN_POD.matcher(segment);
        return mayBePod && plain.matches() ? plain.group(1) : null;
    }

    /**
     * True for a segment below which pods may be. In a cgroup namespace of its own, the reader sees ".." in place of what it
     * shares with the other process.
     */
    private static boolean mayHoldPods(String segment, boolean parentMay) {
        return KUBEPODS.matcher(segment).matches()
                || segment.equals("..")
                || (parentMay && QUALITY.matcher(segment).matches());
    }

    private static String hyphens(String uid) {
        return uid.replace('_', '-');
    }
}
