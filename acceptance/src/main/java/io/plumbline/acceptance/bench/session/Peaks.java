// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.session;

import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.bench.report.Target;
import io.plumbline.acceptance.bench.watch.Tier;
import io.plumbline.acceptance.bench.watch.Watcher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The largest memory of agents, in each scenario. Main thread only. */
public final class Peaks {
    private static final double MIB = 1 << 20;
    private static final Target WITHOUT_CLIENT = Target.atMost(96);
    private static final Target WITH_CLIENT = Target.atMost(128);

    private final Map<String, Long> bytes = new LinkedHashMap<>();
    private final Map<String, Long> bytesWithClient = new LinkedHashMap<>();

    /** Notes the peak of an agent without the Kubernetes client. */
    public void note(Tier tier, String scenario, Watcher agent) throws IOException {
        bytes.merge(tier + ", " + scenario, agent.peakResidentBytes(), Math::max);
    }

    /** Notes the peak of an agent with it. */
    public void noteWithClient(Tier tier, String scenario, Watcher agent) throws IOException {
        bytesWithClient.merge(tier + ", " + scenario, agent.peakResidentBytes(), Math::max);
    }

    /** The largest of each tier and scenario. */
    public List<Figure> rows() {
        List<Figure> rows = new ArrayList<>();
        bytes.forEach(
                (where, peak) -> rows.add(Figure.judged("peak RSS, " + where, peak / MIB, "MiB", WITHOUT_CLIENT)));
        bytesWithClient.forEach((where, peak) ->
                rows.add(Figure.judged("peak RSS with Kubernetes client, " + where, peak / MIB, "MiB", WITH_CLIENT)));
        return rows;
    }
}
