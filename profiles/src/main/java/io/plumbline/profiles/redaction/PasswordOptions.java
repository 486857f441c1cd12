// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.redaction;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of one program that take a password, from the table beside this class.
 *
 * @param programs names; one that ends with * begins the names of programs
 * @param next options whose value is the next argument
 * @param attached options whose value may follow them in the same argument
 */
record PasswordOptions(List<String> programs, List<String> next, List<String> attached) {
    private static final String TABLE = "password-options.txt";

    private static final List<PasswordOptions> ALL = read();
    private static final Map<String, PasswordOptions> BY_NAME = byName(false);
    private static final Map<String, PasswordOptions> BY_BEGINNING = byName(true);

    /** Those of a program by its file name; null for one that has none. */
    static @Nullable PasswordOptions of(String program) {
        PasswordOptions exact = BY_NAME.get(program);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, PasswordOptions> each : BY_BEGINNING.entrySet()) {
            if (program.startsWith(each.getKey())) {
                return each.getValue();
            }
        }
        return null;
    }

    private static Map<String, PasswordOptions> byName(boolean beginnings) {
        Map<String, PasswordOptions> byName = new HashMap<>();
        for (PasswordOptions each : ALL) {
            for (String name : each.programs) {
                if (name.endsWith("*") == beginnings) {
                    byName.putIfAbsent(beginnings ? name.substring(0, name.length() - 1) : name, each);
                }
            }
        }
        return Map.copyOf(byName);
    }

    /** True when the argument after this one is a password. */
    boolean announces(String argument) {
        return next.contains(argument);
    }

    /** How many characters of an argument stand before its password; 0 when it has none. */
    int lengthBefore(String argument) {
        for (String option : attached) {
            if (argument.length() > option.length() && argument.startsWith(option)) {
                return option.length();
            }
        }
        return 0;
    }

    private static List<PasswordOptions> read() {
        try (InputStream in = PasswordOptions.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IllegalStateException(TABLE + ": missing (expected: on the class path)");
            }
            List<PasswordOptions> rows = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] column = line.split("\\|", 3);
                    rows.add(new PasswordOptions(words(column[0]), words(column[1]), words(column[2])));
                }
            }
            return List.copyOf(rows);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static List<String> words(String cell) {
        return cell.isBlank() ? List.of() : List.of(cell.strip().split(" +"));
    }
}
