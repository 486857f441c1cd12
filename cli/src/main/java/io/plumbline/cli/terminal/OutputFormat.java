// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.terminal;

import java.util.Locale;

/** In which form a command answers. */
public enum OutputFormat {
    /** For people, at most 100 columns where that is possible. */
    TABLE,
    /** For people, everything. */
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
