// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.profile.Usage;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UsageWatchTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long HOUR = 3600 * SECOND;
    private static final long MIB = 1 << 20;
    private static final Outbound PEER = new Outbound(new Peer.DnsName("api.example.com"), 443, Transport.TCP);

    private final UsageWatch watch = new UsageWatch();
    private final InetAddress remote;
    private long now = 100 * HOUR;
    private int localPort = 32_768;

    UsageWatchTest() throws UnknownHostException {
        remote = InetAddress.getByName("198.51.100.7");
    }

    private PeerUsage connects(long seconds, long bytes) {
        watch.opened(PEER, ++localPort, remote, false, now);
        now += seconds * SECOND;
        return watch.closed(PEER, localPort, remote, bytes, 0, now);
    }

    @Test
    void bytesAndConnectionsAreThoseOfTheBusiestHour() {
        for (int i = 0; i < 10; i++) {
            connects(60, MIB);
        }
        now += 2 * HOUR;
        PeerUsage usage = connects(60, MIB);

        assertThat(usage.peak()).isEqualTo(new Usage(10 * MIB, 10, true));
        assertThat(usage.bytesInHour()).isEqualTo(MIB);
    }

    @Test
    void aConnectionOfManyHoursCountsByItsMean() {
        assertThat(connects(10 * 3600, 100 * MIB).bytesInHour()).isEqualTo(10 * MIB);
    }

    @Test
    void aConnectionThatWasThereBeforeTheAgentDoesNotCount() {
        watch.opened(PEER, 40_000, remote, true, now);

        PeerUsage usage = watch.closed(PEER, 40_000, remote, 5_000 * MIB, 0, now + SECOND);

        assertThat(usage.bytesInHour()).isZero();
        assertThat(usage.peak().peakConnections()).isZero();
    }

    @Test
    void aConnectionThatBeganWhileTheWorkloadWasLearnedDoesNotCountLater() {
        watch.opened(PEER, 40_000, remote, false, now);

        assertThat(watch.closed(PEER, 40_000, remote, 50 * MIB, now + 1, now + SECOND)
                        .bytesInHour())
                .isZero();
    }

    @Test
    void tooMuchIsToldWhenItBeginsAndEachTimeThatItDoubles() {
        assertThat(connects(1, 10 * MIB).above(16 * MIB)).isEmpty();
        assertThat(connects(1, 10 * MIB).above(16 * MIB)).contains(20 * MIB);
        assertThat(connects(1, 10 * MIB).above(16 * MIB)).isEmpty();
        assertThat(connects(1, 10 * MIB).above(16 * MIB)).contains(40 * MIB);
        now += 2 * HOUR;
        assertThat(connects(1, MIB).above(16 * MIB)).isEmpty();
        assertThat(connects(1, 20 * MIB).above(16 * MIB)).contains(21 * MIB);
    }

    @Test
    void aTimerIsRegularAndToldOnce() {
        Optional<String> told = Optional.empty();
        int times = 0;
        for (int i = 0; i < 30; i++) {
            now += 60 * SECOND + (i % 3) * SECOND;
            Optional<String> beat =
                    watch.opened(PEER, ++localPort, remote, false, now).newBeat(false);
            told = told.or(() -> beat);
            times += beat.isPresent() ? 1 : 0;
        }

        assertThat(times).isEqualTo(1);
        assertThat(told).contains("the last 8 connections came every 61 seconds, give or take 1 %, as from a timer");
    }

    @Test
    void severalConnectionsAtOnceAreOneBeat() {
        boolean beats = false;
        for (int i = 0; i < 40; i++) {
            now += i % 4 == 0 ? 30 * SECOND : SECOND / 100;
            beats |= watch.opened(PEER, ++localPort, remote, false, now)
                    .newBeat(false)
                    .isPresent();
        }

        assertThat(beats).isTrue();
    }

    @Test
    void loadIsNotRegular() {
        Random random = new Random(3);
        boolean beats = false;
        for (int i = 0; i < 5_000; i++) {
            now += (long) (-Math.log(1 - random.nextDouble()) * 20 * SECOND);
            beats |= watch.opened(PEER, ++localPort, remote, false, now)
                    .newBeat(false)
                    .isPresent();
        }

        assertThat(beats).isFalse();
    }

    @Test
    void aKnownPeerNeedsMoreThanAFewRegularConnections() {
        boolean beats = false;
        for (int i = 0; i < Rhythm.KEPT - 1; i++) {
            now += 60 * SECOND;
            beats |= watch.opened(PEER, ++localPort, remote, false, now)
                    .newBeat(true)
                    .isPresent();
        }
        assertThat(beats).isFalse();

        now += 60 * SECOND;
        assertThat(watch.opened(PEER, ++localPort, remote, false, now).newBeat(true))
                .isPresent();
    }

    @Test
    void peersAndOpenConnectionsAreBounded() {
        for (int i = 0; i < 5_000; i++) {
            Outbound peer = new Outbound(new Peer.DnsName("n" + i + ".example.com"), 443, Transport.TCP);
            watch.opened(peer, 1 + i, remote, false, now);
        }

        assertThat(watch.peers()).isEqualTo(UsageWatch.MOST_PEERS);
        assertThat(watch.open()).isEqualTo(UsageWatch.MOST_OPEN);
    }
}
