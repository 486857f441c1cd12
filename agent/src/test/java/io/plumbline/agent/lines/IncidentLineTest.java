// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.lines;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.plumbline.v1.Argv;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Incident;
import io.plumbline.v1.Process;
import io.plumbline.v1.Severity;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class IncidentLineTest {

    @Test
    void isTheProtosJson() {
        Incident incident = Incident.newBuilder()
                .setIncidentId("0199")
                .setRevision(2)
                .setSeverity(Severity.SEVERITY_HIGH)
                .setFirstSeenUnixNanos(1_795_197_600_000_000_001L)
                .build();
        assertThat(IncidentLine.of(incident))
                .isEqualTo(
                        "{\"incidentId\":\"0199\",\"revision\":2,\"severity\":\"SEVERITY_HIGH\",\"firstSeenUnixNanos\":\"1795197600000000001\"}");
    }

    @Test
    void keepsHostileTextOnItsLineAndAwayFromTheTerminal() throws InvalidProtocolBufferException {
        Incident incident = hostile("a\n{\"forged\":1}\r\u001b[2J\u009b31m\u007f\u2028\u202eexe.\u200b\u0000\"\\é漢😀");
        String line = IncidentLine.of(incident);

        assertThat(line.lines()).hasSize(1);
        assertThat(line).doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069]");
        assertThat(line).contains("é漢😀");
        assertThat(parse(line)).isEqualTo(incident);
    }

    @Test
    void survivesAnyText() throws InvalidProtocolBufferException {
        long seed = 20_261_120;
        var random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            var text = new StringBuilder();
            for (int c = random.nextInt(20); c > 0; c--) {
                int point = random.nextBoolean() ? random.nextInt(0x100) : random.nextInt(0x11_0000);
                if (point < 0xd800 || point > 0xdfff) {
                    text.appendCodePoint(point);
                }
            }
            Incident incident = hostile(text.toString());
            String line = IncidentLine.of(incident);
            assertThat(line.lines()).as("seed %d, case %d", seed, i).hasSize(1);
            assertThat(parse(line)).as("seed %d, case %d", seed, i).isEqualTo(incident);
        }
    }

    private static Incident hostile(String text) {
        return Incident.newBuilder()
                .setTitle(text)
                .addDeviations(Deviation.newBuilder()
                        .setProcess(
                                Process.newBuilder().setArgv(Argv.newBuilder().addArguments(text))))
                .build();
    }

    private static Incident parse(String line) throws InvalidProtocolBufferException {
        var incident = Incident.newBuilder();
        JsonFormat.parser().merge(line, incident);
        return incident.build();
    }
}
