// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.config;

import java.util.Collection;

/** Describes declared settings to people. */
final class SettingsText {

    private SettingsText() {}

    static String help(String program, String purpose, Collection<Setting<?>> settings) {
        var text = new StringBuilder()
                .append(program)
                .append(": ")
                .append(purpose)
                .append("\n\nUsage: ")
                .append(program)
                .append(" [--name value ...] | help | version\n\n")
                .append("Each setting is a key of the YAML file, a flag, and a variable (collector.address,\n")
                .append(
                        "--collector.address, PLUMBLINE_COLLECTOR_ADDRESS). A flag wins over a variable, a variable over\n")
                .append("the file, the file over the default. Unknown keys stop the start.\n\n");
        for (Setting<?> setting : settings) {
            text.append("  --")
                    .append(setting.name())
                    .append("\n      ")
                    .append(setting.meaning())
                    .append("\n      ")
                    .append(capital(setting.type().expected()))
                    .append("; ")
                    .append(standing(setting))
                    .append(".\n");
        }
        return text.toString();
    }

    static String markdown(Collection<Setting<?>> settings) {
        var text = new StringBuilder("| key | default | expected | meaning |\n|---|---|---|---|\n");
        for (Setting<?> setting : settings) {
            String standard = setting.defaultText() == null ? (setting.required() ? "required" : "-") : code(setting);
            text.append("| `")
                    .append(setting.name())
                    .append("` | ")
                    .append(standard)
                    .append(" | ")
                    .append(cell(setting.type().expected()))
                    .append(" | ")
                    .append(cell(setting.meaning()))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String standing(Setting<?> setting) {
        if (setting.defaultText() != null) {
            return setting.defaultText().isEmpty() ? "default empty" : "default " + setting.defaultText();
        }
        return setting.required() ? "required" : "no default";
    }

    private static String code(Setting<?> setting) {
        String text = String.valueOf(setting.defaultText());
        return text.isEmpty() ? "empty" : "`" + text + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
