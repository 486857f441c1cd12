// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Paths of sockets and libraries that programs make anew at each start, with "*" in the place of what is random. Only below
 * directories for temporary files and in abstract names, and only where the text alone shows it: {@code /tmp/.X11-unix/X0}
 * stays as it is, {@code /tmp/ssh-Xa81kQz/agent.4711} becomes {@code /tmp/ssh-*}{@code /agent.*}.
 */
public final class TemporaryPath {
    private static final int LONGEST = 4096;
    private static final Pattern TEMPORARY = Pattern.compile("(?:/tmp|/var/tmp|/dev/shm|/run|/var/run)/");
    private static final Pattern USER_DIRECTORY = Pattern.compile("((?:/var)?/run/user/)[0-9]+(?=/|$)");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern LONG_NUMBER = Pattern.compile("[0-9]{7,}");
    private static final Pattern NUMBERED = Pattern.compile("(.*[._-])[0-9]{2,6}");
    private static final Pattern RANDOM_END = Pattern.compile("(.*?[._-]|tmp)?"
            + "(?=[A-Za-z0-9_]*[0-9A-Z])(?=[A-Za-z0-9_]*[A-Za-z])(?=[A-Za-z0-9_]*[a-z0-9])[A-Za-z0-9_]{6,64}");
    /** What the kernel gives a socket that is bound without a name. */
    private static final Pattern AUTOMATIC = Pattern.compile("@[0-9a-f]{5}");

    private TemporaryPath() {}

    /**
     * The path without "." and "..", and without what is random in it; a path that is already so is returned as it is.
     *
     * @param path absolute, or "@" and the name of an abstract socket
     */
    public static String generalize(String path) {
        if (path.startsWith("@")) {
            return AUTOMATIC.matcher(path).matches() ? "@*" : components(path, 0);
        }
        String normal = path.contains("/.") || path.contains("//") ? normalize(path) : path;
        Matcher temporary = TEMPORARY.matcher(normal);
        return temporary.lookingAt()
                ? components(USER_DIRECTORY.matcher(normal).replaceFirst("$1*"), temporary.end())
                : normal;
    }

    private static String components(String path, int from) {
        if (path.length() > LONGEST) {
            return path;
        }
        StringBuilder text = new StringBuilder(path.length()).append(path, 0, from);
        for (int start = from; start <= path.length(); ) {
            int end = path.indexOf('/', start);
            end = end < 0 ? path.length() : end;
            text.append(component(path.substring(start, end)));
            if (end < path.length()) {
                text.append('/');
            }
            start = end + 1;
        }
        return text.toString();
    }

    private static String component(String name) {
        String known = LONG_NUMBER.matcher(UUID.matcher(name).replaceAll("*")).replaceAll("*");
        Matcher numbered = NUMBERED.matcher(known);
        if (numbered.matches()) {
            return numbered.group(1) + "*";
        }
        int dot = known.lastIndexOf('.');
        String stem = dot > 0 && known.length() - dot <= 6 ? known.substring(0, dot) : known;
        Matcher random = RANDOM_END.matcher(stem);
        if (random.matches() && (random.group(1) != null || SlotType.HEX.accepts(stem) || stem.length() >= 8)) {
            String prefix = random.group(1) == null ? "" : random.group(1);
            return prefix + "*" + known.substring(stem.length());
        }
        return known;
    }

    private static String normalize(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            switch (part) {
                case "", "." -> {}
                case ".." -> parts.pollLast();
                default -> parts.addLast(part);
            }
        }
        return "/" + String.join("/", parts);
    }
}
