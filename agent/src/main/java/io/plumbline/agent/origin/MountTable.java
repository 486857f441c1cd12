// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.origin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The mounts of a container, from the mountinfo of its first process. Format: proc(5), /proc/pid/mountinfo. */
record MountTable(List<Mount> mounts) {
    MountTable {
        mounts = List.copyOf(mounts);
    }

    /** One mount: where it is, whether the container can not write to it, and its st_dev (0: not readable). */
    record Mount(String point, boolean readOnly, long device) {
        boolean root() {
            return point.equals("/");
        }

        boolean covers(String path) {
            return root() || path.equals(point) || path.startsWith(point + "/");
        }
    }

    /** Empty when the process is gone. */
    static MountTable read(Path proc, int pid) {
        try {
            byte[] text = Files.readAllBytes(proc.resolve(Integer.toString(pid)).resolve("mountinfo"));
            return parse(new String(text, StandardCharsets.UTF_8));
        } catch (IOException gone) {
            return new MountTable(List.of());
        }
    }

    /** Lines that are not of the format are left out. */
    static MountTable parse(String mountinfo) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : mountinfo.split("\n", -1)) {
            String[] fields = line.split(" ", -1);
            if (fields.length >= 6 && fields[4].startsWith("/")) {
                mounts.add(new Mount(unescape(fields[4]), isReadOnly(fields), device(fields[2])));
            }
        }
        return new MountTable(mounts);
    }

    /** The mount a path lies on: the longest that covers it, and of equal ones the last, which lies on top. */
    Optional<Mount> mountOf(String path) {
        Mount best = null;
        for (Mount mount : mounts) {
            if (mount.covers(path)
                    && (best == null || mount.point().length() >= best.point().length())) {
                best = mount;
            }
        }
        return Optional.ofNullable(best);
    }

    /** "major:minor" in the form of st_dev. */
    private static long device(String text) {
        int colon = text.indexOf(':');
        try {
            long major = Long.parseLong(text.substring(0, Math.max(0, colon)));
            long minor = Long.parseLong(text.substring(colon + 1));
            return (minor & 0xff) | (major & 0xfff) << 8 | (minor & ~0xffL) << 12 | (major & ~0xfffL) << 32;
        } catch (NumberFormatException malformed) {
            return 0;
        }
    }

    private static boolean isReadOnly(String[] fields) {
        return fields[5].equals("ro") || fields[5].startsWith("ro,");
    }

    /** Space, tab, newline and backslash are written as three octal digits. */
    private static String unescape(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
