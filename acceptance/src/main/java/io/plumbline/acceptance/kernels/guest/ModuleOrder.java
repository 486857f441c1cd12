// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.guest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** The order in which modules have to be loaded. */
final class ModuleOrder {
    private final Map<String, List<String>> files = new LinkedHashMap<>();

    private ModuleOrder() {}

    /** {@code text}: as in modules.dep: a file, a colon, and all files that it needs, those that are loaded first standing last. */
    static ModuleOrder parse(String text) {
        ModuleOrder order = new ModuleOrder();
        for (String line : text.lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String file = line.substring(0, colon);
                List<String> chain = new ArrayList<>(List.of(file));
                String needed = line.substring(colon + 1).strip();
                if (!needed.isEmpty()) {
                    chain.addAll(List.of(needed.split(" +")));
                }
                order.files.put(nameOf(file), chain.reversed());
            }
        }
        return order;
    }

    /** The files to load, in this order, so that the named modules work; a module that is not there is built in. */
    List<String> of(List<String> names) {
        SequencedSet<String> ordered = new LinkedHashSet<>();
        for (String name : names) {
            @Nullable List<String> chain = files.get(nameOf(name));
            if (chain != null) {
                ordered.addAll(chain);
            }
        }
        return List.copyOf(ordered);
    }

    /** The kernel takes - and _ for the same. */
    private static String nameOf(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        int dot = name.indexOf(".ko");
        return (dot < 0 ? name : name.substring(0, dot)).replace('-', '_');
    }
}
