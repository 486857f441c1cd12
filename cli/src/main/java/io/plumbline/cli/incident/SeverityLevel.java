// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.incident;

import io.plumbline.v1.Severity;
import java.util.Locale;

/** A severity that can be asked for. */
enum SeverityLevel {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    Severity wire() {
        return Severity.valueOf("SEVERITY_" + name());
    }
}
