// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench;

import io.plumbline.acceptance.bench.process.ProcFile;
import io.plumbline.acceptance.bench.report.Row;
import java.io.IOException;
import java.util.List;

/** What the machine is like before and after. */
final class Machine {
    private Machine() {}

    static List<Row> before() throws IOException {
        return List.of(
                Row.of("processors", Runtime.getRuntime().availableProcessors(), ""),
                Row.of("load average before", ProcFile.loadAverage(), ""));
    }

    static List<Row> after() throws IOException {
        return List.of(Row.of("load average after", ProcFile.loadAverage(), ""));
    }
}
