// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.config;

import io.plumbline.service.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A process with its name and all settings that it understands. */
public final class ConfiguredProgram {

    /** The place where a program looks for its file. It is not a key of the file itself. */
    private static final Setting<Path> CONFIG =
            Setting.optional("config", ValueType.path(), "YAML file with settings.");

    /** Variables that launchers use themselves. */
    private static final Set<String> LAUNCHER = Set.of("PLUMBLINE_JAVA", "PLUMBLINE_JAVA_OPTS", "PLUMBLINE_CACHE");

    /** The variables that Kubernetes puts into every pod for a service named plumbline-something. */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            ".*_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

    private final String name;
    private final String purpose;
    private final Map<String, Setting<?>> declared = new LinkedHashMap<>();
    private final @Nullable Path defaultFile;

    private ConfiguredProgram(
            String name, String purpose, Collection<Setting<?>> settings, @Nullable Path defaultFile) {
        this.name = name;
        this.purpose = purpose;
        this.defaultFile = defaultFile;
        Map<String, String> variables = new LinkedHashMap<>();
        List<Setting<?>> all = new ArrayList<>(List.of(CONFIG));
        all.addAll(settings);
        for (Setting<?> setting : all) {
            String other = variables.put(setting.variable(), setting.name());
            if (other != null) {
                throw new IllegalArgumentException(
                        setting.name() + ": same variable as " + other + " (expected: its own)");
            }
            declared.put(setting.name(), setting);
        }
    }

    /**
     * Declares a program.
     *
     * @param defaultFile file that is read when it exists and no other is named
     * @throws IllegalArgumentException when two settings cannot be told apart
     */
    public static ConfiguredProgram of(String name, String purpose, Collection<Setting<?>> settings, Path defaultFile) {
        return new ConfiguredProgram(name, purpose, settings, defaultFile);
    }

    /** Declares a program that reads a file only when one is named. */
    public static ConfiguredProgram of(String name, String purpose, Collection<Setting<?>> settings) {
        return new ConfiguredProgram(name, purpose, settings, null);
    }

    /** The text that the arguments ask for instead of a start: help or version; empty when the program should start. */
    public Optional<String> answer(String... arguments) {
        List<String> given = List.of(arguments);
        if (given.contains("--help")
                || given.contains("-h")
                || (!given.isEmpty() && given.getFirst().equals("help"))) {
            return Optional.of(SettingsText.help(name, purpose, declared.values()));
        }
        if (given.contains("--version") || (!given.isEmpty() && given.getFirst().equals("version"))) {
            return Optional.of(name + " " + Version.current() + "\n");
        }
        return Optional.empty();
    }

    /** The settings as a Markdown table, for the documentation. */
    public String markdown() {
        return SettingsText.markdown(declared.values());
    }

    /**
     * Reads and checks all settings.
     *
     * @throws ConfigurationException when any is unknown, malformed or missing; it says all of them
     */
    public Configuration configure(List<String> arguments, Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        List<GivenValue> flags = CommandLineReader.parse(arguments, declared, problems);
        List<GivenValue> variables = variables(environment, problems);
        List<GivenValue> given = new ArrayList<>();
        file(flags, variables, problems).ifPresent(file -> given.addAll(file));
        rejectTwice(given, problems);
        rejectTwice(flags, problems);
        given.addAll(variables);
        given.addAll(flags);
        for (GivenValue value : given) {
            if (!declared.containsKey(value.key())) {
                problems.add(unknown(value));
            }
        }
        Configuration configuration = Configuration.merge(declared, given, problems);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return configuration;
    }

    private Optional<List<GivenValue>> file(List<GivenValue> flags, List<GivenValue> variables, List<String> problems) {
        List<GivenValue> places = new ArrayList<>(flags);
        places.addAll(variables);
        for (GivenValue place : places) {
            if (place.key().equals(CONFIG.name())) {
                // A path that is no path is reported with the other values.
                return CONFIG.type().parse(place.items()).map(path -> fileWithoutItself(path, problems));
            }
        }
        return defaultFile != null && Files.exists(defaultFile)
                ? Optional.of(fileWithoutItself(defaultFile, problems))
                : Optional.empty();
    }

    private static List<GivenValue> fileWithoutItself(Path path, List<String> problems) {
        List<GivenValue> values = new ArrayList<>(SettingsFile.read(path, problems));
        values.removeIf(value -> {
            boolean itself = value.key().equals(CONFIG.name());
            if (itself) {
                problems.add(value.source() + ": config (expected: only as a flag or variable)");
            }
            return itself;
        });
        return values;
    }

    private List<GivenValue> variables(Map<String, String> environment, List<String> problems) {
        Map<String, String> keys = new LinkedHashMap<>();
        declared.values().forEach(setting -> keys.put(setting.variable(), setting.name()));
        List<GivenValue> values = new ArrayList<>();
        new TreeMap<>(environment).forEach((variable, text) -> {
            String key = keys.get(variable);
            if (key != null && !text.isEmpty()) {
                values.add(GivenValue.scalar(key, text, variable));
            } else if (key == null && isOurs(variable)) {
                problems.add(variable + ": unknown variable" + meant(variable, keys.keySet()));
            }
        });
        return values;
    }

    private static boolean isOurs(String variable) {
        return variable.startsWith("PLUMBLINE_")
                && !LAUNCHER.contains(variable)
                && !SERVICE_LINK.matcher(variable).matches();
    }

    private static void rejectTwice(List<GivenValue> values, List<String> problems) {
        Map<String, GivenValue> seen = new LinkedHashMap<>();
        for (GivenValue value : values) {
            GivenValue before = seen.putIfAbsent(value.key(), value);
            if (before != null) {
                String at = before.source().equals(value.source()) ? "" : ", before at " + before.source();
                problems.add(value.source() + ": " + value.key() + " given twice" + at + " (expected: once)");
            }
        }
    }

    private String unknown(GivenValue value) {
        String shown = value.source().startsWith("--") ? value.source() : value.source() + ": " + value.key();
        return shown + ": unknown key" + meant(value.key(), declared.keySet());
    }

    private static String meant(String wrong, Collection<String> known) {
        return NearestName.of(wrong, known)
                .map(name -> " (expected: " + name + "?)")
                .orElse(" (expected: one of those that --help lists)");
    }
}
