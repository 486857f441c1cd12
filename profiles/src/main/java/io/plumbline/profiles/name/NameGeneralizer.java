// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.name;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Takes many names below one parent as one: "*.example.com". By evidence alone, and only below what one owner registered:
 * never "*.com", nor "*.amazonaws.com", behind which there are many.
 *
 * <p>One for each run of a container; not safe for use by several threads. Keeps at most {@value #MAX_PARENTS} parents with
 * {@value #EVIDENCE} hashes of labels each, about 250 KiB with the longest names; parents that were not asked for longest are
 * forgotten.
 */
public final class NameGeneralizer {
    /** Distinct names directly below a parent that make a pattern. */
    public static final int EVIDENCE = 16;

    public static final int MAX_PARENTS = 512;
    private static final String ANY = "*.";

    private static final int MOST_CANDIDATES = 256;

    private final Map<String, Children> parents = new LinkedHashMap<>(16, 0.75f, true);

    /** Parents of the names that came lately: to find them costs more than all the rest. */
    private final Map<String, List<String>> candidates = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<String>> eldest) {
            return size() > MOST_CANDIDATES;
        }
    };

    private long forgotten;

    /**
     * The name itself, or the pattern that it is taken as.
     *
     * @param name lower case, without the final dot; what is no host's name comes back as it is
     * @param known whether the profile has this pattern already: then no evidence is needed, so that an agent that starts
     *     anew goes on with what it learned
     */
    public String generalize(String name, Predicate<String> known) {
        List<String> above = candidates.computeIfAbsent(name, Parents::of);
        for (String parent : above) {
            if (known.test(ANY + parent)) {
                return ANY + parent;
            }
        }
        for (String parent : above) {
            if (isEnough(parent, name)) {
                return ANY + parent;
            }
        }
        return name;
    }

    /** Parents that were forgotten because there were more than {@value #MAX_PARENTS}. */
    public long forgotten() {
        return forgotten;
    }

    private boolean isEnough(String parent, String name) {
        Children children = parents.computeIfAbsent(parent, ignored -> new Children());
        if (parents.size() > MAX_PARENTS) {
            Iterator<String> oldest = parents.keySet().iterator();
            oldest.next();
            oldest.remove();
            forgotten++;
        }
        int end = name.length() - parent.length() - 1;
        return children.add(name.substring(name.lastIndexOf('.', end - 1) + 1, end));
    }

    /** Labels directly below a parent, by hash: two that hash alike count as one, which only makes a pattern come later. */
    private static final class Children {
        private int[] hashes = new int[1];
        private int count;

        /** True when there are enough, with this one. */
        boolean add(String label) {
            if (count == EVIDENCE) {
                return true;
            }
            int hash = label.hashCode();
            for (int i = 0; i < count; i++) {
                if (hashes[i] == hash) {
                    return false;
                }
            }
            if (count == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * count);
            }
            hashes[count++] = hash;
            return count == EVIDENCE;
        }
    }
}
