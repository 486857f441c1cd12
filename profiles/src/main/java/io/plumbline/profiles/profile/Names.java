// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import io.plumbline.profiles.behavior.NameLookup;

/**
 * Names of the domain name system, in which "*.example.com" stands for every name below example.com, but not for it, and "*" for any
 * name.
 */
final class Names {
    private static final String ANY = "*.";

    private Names() {}

    static boolean isPattern(String name) {
        return name.startsWith(ANY);
    }

    /** True when the names are equal, or the pattern stands for the observed name or pattern. */
    static boolean covers(String pattern, String observed) {
        return pattern.equals(observed)
                || pattern.equals(NameLookup.MANY)
                || (isPattern(pattern)
                        && observed.length() > pattern.length() - 1
                        && observed.endsWith(pattern.substring(1)));
    }
}
