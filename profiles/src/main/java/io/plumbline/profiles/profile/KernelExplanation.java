// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import io.plumbline.profiles.behavior.CodeMapping;
import io.plumbline.profiles.behavior.KernelUse;
import io.plumbline.profiles.behavior.SocketUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The same for what a program asks of the kernel, and for the environment that it is started in. */
final class KernelExplanation {
    private KernelExplanation() {}

    static List<String> of(List<CodeMapping> known, CodeMapping mapping) {
        boolean otherContent = known.stream()
                .anyMatch(other -> other.code().equals(mapping.code())
                        && other.executable().equals(mapping.executable()));
        if (otherContent) {
            return List.of("the content of " + Explanation.program(mapping.code()) + " that "
                    + Explanation.shown(mapping.executable()) + " loaded is not what it was before");
        }
        List<String> same = known.stream()
                .filter(other -> other.executable().equals(mapping.executable()))
                .map(other -> other.code().path())
                .toList();
        return List.of(Explanation.shown(mapping.executable()) + " never loaded the code of "
                + Explanation.program(mapping.code()) + " before; known code that is not from the image: "
                + Explanation.list(same));
    }

    static List<String> of(List<SocketUse> known, SocketUse socket) {
        return List.of(Explanation.shown(socket.executable()) + " never made a socket of family " + socket.family()
                + " and type " + socket.type() + " before; known: "
                + Explanation.list(known.stream()
                        .filter(other -> other.executable().equals(socket.executable()))
                        .map(other -> other.family() + " " + other.type())
                        .toList()));
    }

    static List<String> of(List<KernelUse> known, KernelUse use) {
        List<String> others = known.stream()
                .filter(other -> other.operation() == use.operation())
                .map(other -> name(other.executable()))
                .toList();
        return List.of(name(use.executable()) + " never used " + use.operation().words() + " before"
                + (others.isEmpty() ? "" : "; other programs of this container did: " + Explanation.list(others)));
    }

    /** One sentence for each variable that differs. */
    static List<String> environment(Map<String, String> known, Map<String, String> observed) {
        List<String> differences = new ArrayList<>();
        observed.forEach((name, hash) -> {
            if (!known.containsKey(name)) {
                differences.add(Explanation.shown(name) + " is set, was not before");
            } else if (!Objects.equals(known.get(name), hash)) {
                differences.add(Explanation.shown(name) + " has another value than before");
            }
        });
        for (String name : known.keySet()) {
            if (!observed.containsKey(name)) {
                differences.add(Explanation.shown(name) + " is not set, always was before");
            }
        }
        return differences;
    }

    private static String name(@Nullable String executable) {
        return executable == null ? "a program" : Explanation.shown(executable);
    }
}
