// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.name;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the names above a name that belong to one owner together with everything below them. */
final class Parents {
    /** The most levels of a name that are looked at; of a name with more, those in the middle are left out. */
    static final int MOST = 8;

    private static final String ZONE = ".cluster.local";
    /** The number of labels of the name of a pod: pod, service, namespace and "svc". */
    private static final int POD_LABELS = 4;

    private Parents() {}

    /** Widest first; never the name itself, nor anything above what its owner registered. */
    static List<String> of(String name) {
        if (!Registrable.isPlain(name)) {
            return List.of();
        }
        return isPodOfService(name) ? List.of(above(name)) : registered(name);
    }

    private static List<String> registered(String name) {
        Optional<String> owned = Registrable.domain(name);
        if (owned.isEmpty() || SharedDomains.contains(owned.get()) || SharedDomains.contains(above(owned.get()))) {
            return List.of();
        }
        List<String> parents = new ArrayList<>();
        int shortest = owned.get().length();
        for (String parent = name; parent.length() > shortest; ) {
            parent = above(parent);
            parents.addFirst(parent);
        }
        if (parents.size() > MOST) {
            parents.subList(MOST - 1, parents.size() - 1).clear();
        }
        return parents;
    }

    /** Pods have names below a headless service, as those of a StatefulSet: all of one service in one namespace. */
    private static boolean isPodOfService(String name) {
        String inZone = name.endsWith(ZONE) ? name.substring(0, name.length() - ZONE.length()) : name;
        String[] labels = inZone.split("\\.", POD_LABELS + 1);
        return labels.length == POD_LABELS && labels[POD_LABELS - 1].equals("svc");
    }

    private static String above(String name) {
        return name.substring(name.indexOf('.') + 1);
    }
}
