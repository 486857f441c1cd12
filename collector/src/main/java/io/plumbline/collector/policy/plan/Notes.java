// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers notes, each once; lists within them are cut where they get long. */
final class Notes {
    private static final int SHOWN = 12;

    private final Set<String> notes = new LinkedHashSet<>();

    void add(String note) {
        notes.add(note);
    }

    /** Nothing where the list is empty. */
    void add(String before, List<String> items, String after) {
        if (!items.isEmpty()) {
            notes.add(before + listed(items) + after);
        }
    }

    List<String> list() {
        return new ArrayList<>(notes);
    }

    static String listed(List<String> items) {
        String shown = String.join(", ", items.subList(0, Math.min(SHOWN, items.size())));
        return items.size() > SHOWN ? shown + " and " + (items.size() - SHOWN) + " more" : shown;
    }
}
