// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Paths of sockets and libraries that programs make anew at each start, with "*" in the place of what is random. Only where the
 * text alone shows it: {@code /tmp/.X11-unix/X0} stays as it is, {@code /tmp/ssh-Xa81kQz/agent.4711} becomes
 * {@code /tmp/ssh-*}{@code /agent.*}. Sockets only below directories for temporary files and in abstract names; code, which has a
 * content to tell it by as well, anywhere.
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
    /** The names of mkstemp, Python's tempfile and PyInstaller; elsewhere than in directories for temporary files. */
    private static final Pattern MADE_AT_RANDOM = Pattern.compile("(_MEI|tmp|.*[._-])([A-Za-z0-9]{6,16}|[a-z0-9_]{8})");

    /** A directory with a random number as its name, as below ~/.net; words and dates have no such changes. */
    private static final Pattern HEX_NAME = Pattern.compile("[0-9a-f]{8,64}|[0-9A-F]{8,64}");

    private static final int LEAST_CHANGES = 2;

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

    /**
     * The same for a file of code that is not from the image, wherever it lies: caches of unpacked libraries are below home
     * directories and working directories, too.
     *
     * @param path absolute, as the container sees it
     */
    public static String generalizeCode(String path) {
        String general = generalize(path);
        return general.startsWith("/") && !TEMPORARY.matcher(general).lookingAt()
                ? components(general, 1, TemporaryPath::componentOfAnyDirectory)
                : general;
    }

    /** Long numbers, UUIDs and what temporary files are called; not versions, architectures and short numbers. */
    private static String componentOfAnyDirectory(String name) {
        if (HEX_NAME.matcher(name).matches() && changes(name) >= LEAST_CHANGES) {
            return "*";
        }
        String known = LONG_NUMBER.matcher(UUID.matcher(name).replaceAll("*")).replaceAll("*");
        int dot = known.lastIndexOf('.');
        String stem = dot > 0 && known.length() - dot <= 6 ? known.substring(0, dot) : known;
        Matcher made = MADE_AT_RANDOM.matcher(stem);
        if (!made.matches()) {
            return known;
        }
        boolean said = made.group(1).equals("_MEI") || made.group(1).equals("tmp");
        return said || changes(made.group(2)) >= LEAST_CHANGES
                ? made.group(1) + "*" + known.substring(stem.length())
                : known;
    }

    /** How often letters of one case, of the other, and digits follow each other: random text changes often, words do not. */
    private static int changes(String text) {
        int changes = 0;
        for (int i = 1; i < text.length(); i++) {
            changes += kind(text.charAt(i - 1)) == kind(text.charAt(i)) ? 0 : 1;
        }
        return changes;
    }

    private static int kind(char character) {
        if (Character.isDigit(character)) {
            return 0;
        }
        return Character.isUpperCase(character) ? 1 : 2;
    }

    private static String components(String path, int from) {
        return components(path, from, TemporaryPath::component);
    }

    private static String components(String path, int from, UnaryOperator<String> general) {
        if (path.length() > LONGEST) {
            return path;
        }
        StringBuilder text = new StringBuilder(path.length()).append(path, 0, from);
        for (int start = from; start <= path.length(); ) {
            int end = path.indexOf('/', start);
            end = end < 0 ? path.length() : end;
            text.append(general.apply(path.substring(start, end)));
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
