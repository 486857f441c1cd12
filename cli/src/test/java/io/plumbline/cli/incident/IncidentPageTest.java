// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.cli.Fixtures;
import io.plumbline.cli.Golden;
import io.plumbline.cli.terminal.Line;
import io.plumbline.cli.terminal.Terminal;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Incident;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.IncidentStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IncidentPageTest {
    private final IncidentRecord intrusion = Fixtures.read("incident-intrusion", IncidentRecord.getDefaultInstance());

    @Test
    void tellsAnIntrusionOnOneScreen() {
        Golden.verify("incident-intrusion", new IncidentPage(intrusion, false).lines());
    }

    @Test
    void cutsNothingWhenWide() {
        Golden.verify("incident-intrusion-wide", new IncidentPage(intrusion, true).lines());
    }

    @Test
    void tellsWhoDecidedInsteadOfWhatToDo() {
        var accepted = Fixtures.read("incident-accepted", IncidentRecord.getDefaultInstance());
        Golden.verify("incident-accepted", new IncidentPage(accepted, false).lines());
    }

    @Test
    void showsHostileTextAsEscapes() {
        var hostile = Fixtures.read("incident-hostile", IncidentRecord.getDefaultInstance());
        List<Line> lines = new IncidentPage(hostile, false).lines();
        Golden.verify("incident-hostile", lines);
        assertThat(lines)
                .allSatisfy(line -> assertThat(line.plain().codePoints())
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 8, 13, 30, 64})
    void fitsTheScreenWhateverHappened(int deviations) {
        Incident.Builder incident = intrusion.getIncident().toBuilder().clearDeviations();
        for (int i = 0; i < deviations; i++) {
            Deviation deviation = intrusion.getIncident().getDeviations(i % 5);
            incident.addDeviations(deviation.toBuilder()
                    .setProcess(deviation.getProcess().toBuilder().setExecId("exec " + i)));
        }
        incident.setDeviationsOmitted(deviations == 64 ? 900 : 0);
        var lines = new IncidentPage(intrusion.toBuilder().setIncident(incident).build(), false).lines();
        assertThat(lines).hasSizeLessThanOrEqualTo(IncidentPage.SCREEN);
        assertThat(lines).allSatisfy(line -> assertThat(line.width()).isLessThanOrEqualTo(Terminal.COLUMNS));
    }

    @Test
    void showsAnEmptyRecordWithoutFailing() {
        assertThat(new IncidentPage(IncidentRecord.getDefaultInstance(), false).lines())
                .isNotEmpty();
    }

    @Test
    void keepsValuesThatItDoesNotKnow() {
        var newer = intrusion.toBuilder().setStatusValue(77);
        newer.getIncidentBuilder().setSeverityValue(9);
        newer.getIncidentBuilder().getDeviationsBuilder(0).setKindValue(12);
        String page = new IncidentPage(newer.build(), false)
                .lines().stream().map(Line::plain).reduce("", (a, b) -> a + b + "\n");
        assertThat(page).contains("UNKNOWN-9", "unknown-77", "unknown-12: ");
    }

    @Test
    void offersNoCommandForAnExpiredIncident() {
        var expired = intrusion.toBuilder()
                .setStatus(IncidentStatus.INCIDENT_STATUS_EXPIRED)
                .build();
        assertThat(new IncidentPage(expired, false).lines().getLast().plain())
                .isEqualTo("next       Nothing: the incident is expired.");
    }
}
