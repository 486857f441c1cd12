// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import io.plumbline.service.ResourceLines;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Programs whose only use for an intruder is to look around. */
final class DiscoveryPrograms {
    private static final Map<String, AttackTechnique> TABLE = table();

    private DiscoveryPrograms() {}

    /** The technique that running the program is, by its file name; null when it is none of these programs. */
    static @Nullable AttackTechnique technique(String program) {
        return TABLE.get(program);
    }

    private static Map<String, AttackTechnique> table() {
        Map<String, AttackTechnique> byId = Arrays.stream(AttackTechnique.values())
                .collect(Collectors.toMap(AttackTechnique::id, Function.identity()));
        return ResourceLines.of(DiscoveryPrograms.class, "discovery-programs.txt").stream()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toUnmodifiableMap(
                        words -> words[0],
                        // A missing technique is a null, which the map refuses.
                        words -> byId.get(words[1])));
    }
}
