// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench;

import io.plumbline.acceptance.bench.process.ProcFile;
import io.plumbline.acceptance.bench.report.Figure;
import java.io.IOException;
import java.util.List;

/** The state of the machine before and after. */
final class MachineState {
    private MachineState() {}

    static List<Figure> before() throws IOException {
        return List.of(
                Figure.of("processors", Runtime.getRuntime().availableProcessors(), ""),
                Figure.of("load average before", ProcFile.loadAverage(), ""));
    }

    static List<Figure> after() throws IOException {
        return List.of(Figure.of("load average after", ProcFile.loadAverage(), ""));
    }
}
