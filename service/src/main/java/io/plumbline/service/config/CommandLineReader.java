// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads {@code --a.b value} and {@code --a.b=value}. */
final class CommandLineReader {

    private CommandLineReader() {}

    /** Flags in their order; what is wrong is added to {@code problems}. */
    static List<GivenValue> parse(List<String> arguments, Map<String, Setting<?>> declared, List<String> problems) {
        List<GivenValue> values = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("--") || argument.length() == 2) {
                problems.add(argument + " (expected: --name value, or help)");
                continue;
            }
            int equals = argument.indexOf('=');
            String key = argument.substring(2, equals < 0 ? argument.length() : equals);
            String next = i + 1 < arguments.size() ? arguments.get(i + 1) : "--";
            Setting<?> setting = declared.get(key);
            if (equals >= 0) {
                values.add(GivenValue.scalar(key, argument.substring(equals + 1), "--" + key));
            } else if (!next.startsWith("--")
                    && (setting == null || !setting.type().isBool() || isBool(next))) {
                values.add(GivenValue.scalar(key, next, "--" + key));
                i++;
            } else if (setting != null && setting.type().isBool()) {
                values.add(GivenValue.scalar(key, "true", "--" + key));
            } else if (setting == null) {
                values.add(GivenValue.scalar(key, "", "--" + key));
            } else {
                problems.add(
                        "--" + key + ": no value (expected: " + setting.type().expected() + ")");
            }
        }
        return values;
    }

    private static boolean isBool(String text) {
        return text.equals("true") || text.equals("false");
    }
}
