// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

/** What the machine says of a baseline. */
public enum BaselineState {
    /** New ordinary behaviour is added. */
    LEARNING,
    /** New behaviour is drift. */
    STABLE,
    /** The prediction failed: open again, with the reason. */
    UNSTABLE,
    /** A new image version is rolled out. */
    RELEASE;

    /** True when new ordinary behaviour is added. */
    public boolean learns() {
        return this != STABLE;
    }
}
