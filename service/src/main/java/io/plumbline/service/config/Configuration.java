// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The checked values of all declared settings. Immutable.
 *
 * <p>Precedence: flag, then environment, then file, then default.
 */
public final class Configuration {

    private record Entry(Object value, String shown, String source) {}

    private final Map<String, Entry> entries;

    private Configuration(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /** Merges and checks; {@code given} is ordered from weak to strong. Problems are added, not thrown. */
    static Configuration merge(Map<String, Setting<?>> declared, List<GivenValue> given, List<String> problems) {
        Map<String, GivenValue> strongest = new LinkedHashMap<>();
        given.forEach(value -> strongest.put(value.key(), value));
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Setting<?> setting : declared.values()) {
            GivenValue value = strongest.get(setting.name());
            if (value != null) {
                check(setting, value, problems).ifPresent(entry -> entries.put(setting.name(), entry));
            } else if (setting.defaultText() != null) {
                var standard = GivenValue.scalar(setting.name(), setting.defaultText(), "default");
                check(setting, standard, problems).ifPresent(entry -> entries.put(setting.name(), entry));
            } else if (setting.required()) {
                problems.add(setting.name() + ": not set (expected: "
                        + setting.type().expected() + ")");
            }
        }
        return new Configuration(entries);
    }

    private static Optional<Entry> check(Setting<?> setting, GivenValue value, List<String> problems) {
        String shown = setting.secret() ? "(secret)" : value.shown();
        Optional<?> parsed = setting.type().parse(value.itemsFor(setting.type()));
        if (parsed.isEmpty()) {
            // A flag is its own source: saying it twice would not help.
            String where = value.source().equals("--" + setting.name()) ? "" : value.source() + ": ";
            String name = where.isEmpty() ? value.source() : setting.name();
            problems.add(where + name + ": " + shown + " (expected: "
                    + setting.type().expected() + ")");
            return Optional.empty();
        }
        return Optional.of(new Entry(parsed.get(), shown, value.source()));
    }

    /**
     * The value of a setting that has a default or is required.
     *
     * @throws IllegalStateException when the setting was not declared to the program, or is absent: use {@link #find}
     */
    public <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new IllegalStateException(setting.name() + " is not set"));
    }

    /** The value of a setting, empty when nobody gave one and there is no default. */
    @SuppressWarnings("unchecked") // the entry was parsed by the type of the setting of that name
    public <T> Optional<T> find(Setting<T> setting) {
        Entry entry = entries.get(setting.name());
        return entry == null ? Optional.empty() : Optional.of((T) entry.value);
    }

    /**
     * The place that a value is from: {@code default}, {@code file:line:column}, a flag or a variable; empty when absent.
     */
    public Optional<String> source(Setting<?> setting) {
        return Optional.ofNullable(entries.get(setting.name())).map(Entry::source);
    }

    /** The values in effect, one line each with its source; secrets are not shown. */
    public List<String> effective() {
        List<String> lines = new ArrayList<>();
        entries.forEach((name, entry) -> lines.add(name + ": " + entry.shown + " (" + entry.source + ")"));
        return lines;
    }
}
