// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.incident;

import io.plumbline.cli.Fixtures;
import io.plumbline.cli.Golden;
import io.plumbline.v1.IncidentRecord;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class IncidentTableTest {
    private final List<IncidentRecord> incidents = Stream.of(
                    "incident-intrusion", "incident-accepted", "incident-hostile")
            .map(name -> Fixtures.read(name, IncidentRecord.getDefaultInstance()))
            .toList();

    @Test
    void listsIncidents() {
        Golden.verify("incidents", new IncidentTable(false, Fixtures.NOW).lines(incidents));
    }

    @Test
    void listsIncidentsWide() {
        Golden.verify("incidents-wide", new IncidentTable(true, Fixtures.NOW).lines(incidents));
    }

    @Test
    void watchesWithOneLineEach() {
        var table = new IncidentTable(false, Fixtures.NOW);
        Golden.verify("incidents-watch", incidents.stream().map(table::line).toList());
    }

    @Test
    void saysThatThereAreNone() {
        Golden.verify("incidents-none", new IncidentTable(false, Fixtures.NOW).lines(List.of()));
    }
}
