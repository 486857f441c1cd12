// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.signal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One of the ways to watch a signal.
 *
 * @param word for logs and metrics
 * @param hooks its programs, each with the function of the kernel that it hangs at; "" for those whose section says it
 * @param maps those that no other variant uses
 */
public record Variant(String word, Map<String, String> hooks, List<String> maps) {
    public Variant {
        // In their order, which messages keep.
        hooks = Collections.unmodifiableMap(new LinkedHashMap<>(hooks));
        maps = List.copyOf(maps);
    }

    /** Programs that say themselves where they hang. */
    public static Variant of(String word, String... programs) {
        Map<String, String> hooks = new LinkedHashMap<>();
        for (String program : programs) {
            hooks.put(program, "");
        }
        return new Variant(word, hooks, List.of());
    }

    Variant withMaps(String... own) {
        return new Variant(word, hooks, List.of(own));
    }

    /** The same with a second copy of those programs that have one, and what their copies need. */
    Variant withSecondCopies(Map<String, String> mapOfProgram) {
        Map<String, String> doubled = new LinkedHashMap<>();
        Set<String> needed = new LinkedHashSet<>(maps);
        hooks.forEach((program, hook) -> {
            doubled.put(program, hook);
            String map = mapOfProgram.get(program);
            if (map != null) {
                doubled.put(secondCopy(program), hook);
                needed.add(map);
            }
        });
        return doubled.equals(hooks) ? this : new Variant(word + "-twice", doubled, List.copyOf(needed));
    }

    /** What the second copy of a program is called. */
    public static String secondCopy(String program) {
        return program + "_again";
    }

    /** The same with one of its programs. */
    public Variant only(String program) {
        return new Variant(word, Map.of(program, hooks.getOrDefault(program, "")), maps);
    }

    /** True when it hangs at functions of the kernel, which some kernels do not allow. */
    boolean usesFunctions() {
        return hooks.values().stream().anyMatch(function -> !function.isEmpty());
    }

    public Set<String> programs() {
        return hooks.keySet();
    }
}
