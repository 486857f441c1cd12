// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.name;

import java.util.HashSet;
import java.util.Set;

/** The names that one run of a container asked for, one by one up to {@value #MOST}. Not safe for use by several threads. */
public final class NameLimit {
    public static final int MOST = 512;

    private final Set<String> names = new HashSet<>();

    /** True when the name is one of those, and may be kept; false when there are too many. */
    public boolean admits(String name) {
        return names.contains(name) || (names.size() < MOST && names.add(name));
    }
}
