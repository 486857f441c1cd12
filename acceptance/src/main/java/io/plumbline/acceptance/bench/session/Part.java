// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.session;

import io.plumbline.acceptance.bench.report.Figure;
import java.io.IOException;
import java.util.List;

/** One subject of the bench. */
public interface Part {
    /** Measures, for some seconds or minutes; the pods that it started are removed afterwards. */
    List<Figure> measure(Session session) throws IOException;
}
