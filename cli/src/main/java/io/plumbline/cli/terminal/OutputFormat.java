// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.terminal;

import java.util.Locale;

/** The forms in which a command answers. */
public enum OutputFormat {
    /** A table for people, of at most 100 columns where that is possible. */
    TABLE,
    /** A table for people, with everything. */
    WIDE,
    /** The wire's messages as JSON. */
    JSON,
    /** The wire's messages as YAML. */
    YAML;

    /** True when nothing is to be cut off. */
    public boolean wide() {
        return this == WIDE;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
