// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.cli.terminal.Line;
import io.plumbline.cli.terminal.Terminal;
import io.plumbline.v1.Behavior;
import io.plumbline.v1.Connection;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.DeviationKind;
import io.plumbline.v1.NameLookup;
import io.plumbline.v1.Outbound;
import io.plumbline.v1.Peer;
import io.plumbline.v1.Technique;
import io.plumbline.v1.Transport;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TimelineTest {
    private static final Peer RANGE = Peer.newBuilder().setCidr("10.7.0.0/16").build();

    private static String what(String rule, Behavior behavior) {
        return Timeline.what(deviation(rule, behavior).build());
    }

    private static Deviation.Builder deviation(String rule, Behavior behavior) {
        return Deviation.newBuilder()
                .setRule(rule)
                .setKind(DeviationKind.DEVIATION_KIND_DRIFT)
                .setBehavior(behavior);
    }

    private static Behavior outbound(Peer peer, int port) {
        return Behavior.newBuilder()
                .setOutbound(Outbound.newBuilder().setPeer(peer).setPort(port).setTransport(Transport.TRANSPORT_TCP))
                .build();
    }

    @Test
    void saysWhatTrafficShows() {
        Behavior names = Behavior.newBuilder()
                .setNameLookup(NameLookup.newBuilder().setName("*.example.org"))
                .build();

        assertThat(what("network-scan", outbound(RANGE, 6379))).isEqualTo("scans 10.7.0.0/16, tcp 6379");
        assertThat(what("network-scan", outbound(RANGE, 0))).isEqualTo("scans 10.7.0.0/16, many tcp ports");
        assertThat(what("dns-tunnel", names)).isEqualTo("asks for very many names of the form *.example.org");
        assertThat(what("bytes-out", outbound(RANGE, 443))).isEqualTo("sends unusually much to 10.7.0.0/16, tcp 443");
        assertThat(what("beaconing", outbound(RANGE, 443)))
                .isEqualTo("connects at regular intervals to 10.7.0.0/16, tcp 443");
        assertThat(what("new-peer", outbound(RANGE, 443))).isEqualTo("connects to 10.7.0.0/16, tcp 443");
    }

    @Test
    void theCountsOfAScanFitTheScreen() {
        Deviation scan = deviation("network-scan", outbound(RANGE, 6379))
                .addBecause("20,000 addresses within 10.7.0.0/17 were tried on port 6379")
                .addBecause("20,000 connections in 21 seconds, of which 20,000 failed")
                .addTechniques(Technique.newBuilder().setId("T1046"))
                .addTechniques(Technique.newBuilder().setId("T1018"))
                .setConnection(Connection.newBuilder().setRemoteAddress("10.7.1.2"))
                .setCount(20_000)
                .build();

        List<Line> lines = new Timeline(List.of(scan)).lines(Timeline.Detail.REASONS, 8, 0, false);

        assertThat(lines.getFirst().plain()).endsWith("  T1046 T1018  20,000 times");
        assertThat(lines.get(1).plain().strip())
                .isEqualTo("- 20,000 addresses within 10.7.0.0/17 were tried on port 6379");
        assertThat(lines).allSatisfy(line -> assertThat(line.width()).isLessThanOrEqualTo(Terminal.COLUMNS));
    }
}
