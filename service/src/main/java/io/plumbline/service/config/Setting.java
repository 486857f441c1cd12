// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.config;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One declared key: its name, what its values look like, its default, and what it means.
 *
 * @param name dotted, lower case, with hyphens; also the flag (with two hyphens before it)
 * @param defaultText the default as a person would write it; null when there is none
 * @param meaning one sentence for the help text
 * @param required whether the start must stop when nobody gives a value
 * @param secret whether the value must never be printed
 */
public record Setting<T>(
        String name,
        ValueType<T> type,
        @Nullable String defaultText,
        String meaning,
        boolean required,
        boolean secret) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*([.-][a-z0-9]+)*");

    public Setting {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name: " + name + " (expected: lower-case words joined by dots and hyphens)");
        }
        if (defaultText != null && type.parse(type.split(defaultText)).isEmpty()) {
            throw new IllegalArgumentException(
                    name + ": default " + defaultText + " (expected: " + type.expected() + ")");
        }
    }

    /** A setting with a default. */
    public static <T> Setting<T> of(String name, ValueType<T> type, String defaultText, String meaning) {
        return new Setting<>(name, type, defaultText, meaning, false, false);
    }

    /** A setting that may be absent. */
    public static <T> Setting<T> optional(String name, ValueType<T> type, String meaning) {
        return new Setting<>(name, type, null, meaning, false, false);
    }

    /** A setting without which the process does not start. */
    public static <T> Setting<T> required(String name, ValueType<T> type, String meaning) {
        return new Setting<>(name, type, null, meaning, true, false);
    }

    /** Returns the same setting, with a value that is never printed. */
    public Setting<T> asSecret() {
        return new Setting<>(name, type, defaultText, meaning, required, true);
    }

    /** Name of the environment variable, for instance {@code PLUMBLINE_COLLECTOR_ADDRESS}. */
    public String variable() {
        return "PLUMBLINE_" + name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
