// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ScanWatchTest {
    private static final long SECOND = 1_000_000_000L;

    private final ScanWatch watch = new ScanWatch();
    private long now = 1_000 * SECOND;

    private static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {10, (byte) (1 + (number >> 16)), (byte) (number >> 8), (byte) number});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean fails(InetAddress address, int port, boolean locked) {
        now += SECOND / 1000;
        return watch.opened(address, port, Transport.TCP, true, locked, now) == ScanWatch.Finding.SCAN;
    }

    private void passes(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            watch.tick(now);
        }
    }

    /** As resolved: it failed, and nobody of the profile is there. */
    private boolean failsAtStrangers(int number, int port) {
        boolean scan = fails(address(number), port, true);
        if (!scan && watch.wantsToKnow(address(number), port, Transport.TCP)) {
            scan = watch.stranger(address(number), port, Transport.TCP, true, now) == ScanWatch.Finding.SCAN;
        }
        return scan;
    }

    private Scan scan() {
        return watch.scan().orElseThrow();
    }

    @Test
    void aScanOfTwentyThousandAddressesIsCountedToTheLastOne() {
        for (int i = 0; i < 20_000; i++) {
            failsAtStrangers(i, 6379);
        }
        failsAtStrangers(5, 6379);

        assertThat(scan().targets()).isEqualTo(20_000);
        assertThat(scan().isExact()).isTrue();
        assertThat(scan().ports()).isEqualTo(1);
        assertThat(scan().connections()).isEqualTo(20_001);
        assertThat(scan().failures()).isEqualTo(20_001);
        assertThat(scan().behavior()).isEqualTo(new Outbound(new Peer.Cidr("10.1.0.0/16"), 6379, Transport.TCP));
        assertThat(scan().because().getFirst())
                .isEqualTo("20,000 addresses within 10.1.0.0/17 were tried on port 6379");
        System.out.println("a scan of 20,000 addresses takes " + watch.bytes() + " bytes");
        assertThat(watch.bytes()).isLessThan(512 * 1024);
    }

    @Test
    void memoryIsBoundedAndTheCountSaysThatThereWereMore() {
        for (int i = 0; i < 200_000; i++) {
            failsAtStrangers(i, 22);
        }

        assertThat(scan().targets()).isEqualTo(Scan.MOST_TARGETS);
        assertThat(scan().isExact()).isFalse();
        assertThat(scan().connections()).isEqualTo(200_000);
        assertThat(scan().because().getFirst()).startsWith("at least 65,536 addresses");
        assertThat(watch.bytes()).isLessThan(2 * 1024 * 1024);
    }

    @Test
    void theBehaviorOfAScanStaysTheSameWhileItStaysInItsNeighbourhood() {
        for (int i = 0; i < 200; i++) {
            failsAtStrangers(i, 22);
        }
        Outbound early = scan().behavior();
        for (int i = 200; i < 60_000; i++) {
            failsAtStrangers(i, 22);
        }

        assertThat(scan().behavior()).isEqualTo(early);
    }

    @Test
    void aScanOfThePortsOfOneAddressIsOneToo() {
        for (int port = 1; port <= 1000; port++) {
            failsAtStrangers(7, port);
        }

        assertThat(scan().ports()).isEqualTo(1000);
        assertThat(scan().behavior())
                .isEqualTo(new Outbound(new Peer.Cidr("10.1.0.7/32"), Outbound.MANY_PORTS, Transport.TCP));
        assertThat(scan().because().getFirst())
                .isEqualTo("1,000 different targets on 1,000 ports were tried, of one address, 10.1.0.7/32");
    }

    @Test
    void aScanThatFindsOpenPortsIsOneToo() {
        for (int i = 0; i < 300; i++) {
            now += SECOND / 10;
            if (watch.opened(address(i), 80, Transport.TCP, false, true, now) == ScanWatch.Finding.ORDINARY) {
                watch.stranger(address(i), 80, Transport.TCP, false, now);
            }
        }

        assertThat(scan().targets()).isEqualTo(300);
        assertThat(scan().connections()).isEqualTo(300);
        assertThat(scan().failures()).isZero();
    }

    @Test
    void fiveThousandAddressesOfOneKnownNameAreNoScan() {
        for (int i = 0; i < 5_000; i++) {
            now += SECOND / 100;
            watch.opened(address(i), 443, Transport.TCP, i % 3 == 0, true, now);
            watch.known(address(i), 443, Transport.TCP);
        }

        assertThat(watch.scan()).isEmpty();
        assertThat(watch.bytes()).isLessThan(256 * 1024);
    }

    @Test
    void whoNobodyCouldNameYetIsNoStranger() {
        for (int i = 0; i < 50_000; i++) {
            now += SECOND / 1000;
            watch.opened(address(i), 8080, Transport.TCP, false, true, now);
        }

        assertThat(watch.scan()).isEmpty();
    }

    @Test
    void theNormalTrafficOfABusyServerGoesOnBeingSeenInTheMiddleOfAScan() {
        watch.opened(address(70_000), 5432, Transport.TCP, false, true, now);
        watch.known(address(70_000), 5432, Transport.TCP);
        for (int i = 0; i < 1_000; i++) {
            failsAtStrangers(i, 22);
        }

        assertThat(watch.opened(address(70_000), 5432, Transport.TCP, false, true, now))
                .isEqualTo(ScanWatch.Finding.ORDINARY);
        assertThat(scan().targets()).isEqualTo(1_000);
    }

    @Test
    void failuresThatNobodyCouldNameAreAScanWhenThereAreVeryMany() {
        for (int i = 0; i < ScanWatch.MANY; i++) {
            assertThat(fails(address(i), 22, true)).isFalse();
        }
        assertThat(fails(address(ScanWatch.MANY), 22, true)).isTrue();
        assertThat(scan().targets()).isEqualTo(ScanWatch.MANY + 1);
    }

    @Test
    void aCrawlerThatIsStillLearnedIsNoScan() {
        for (int i = 0; i < 20_000; i++) {
            now += SECOND / 1000;
            watch.opened(address(i), 443, Transport.TCP, i % 4 == 0, false, now);
            if (i % 4 != 0) {
                watch.known(address(i), 443, Transport.TCP);
            }
        }

        assertThat(watch.scan()).isEmpty();
    }

    @Test
    void whatFailsForTheMostPartIsAScanAlsoWhileLearning() {
        for (int i = 0; i < 3_000; i++) {
            fails(address(i), 22, false);
        }

        assertThat(scan().targets()).isEqualTo(3_000);
        assertThat(scan().because()).anyMatch(reason -> reason.contains("still learned"));
    }

    @Test
    void aSlowClientWithManyFailuresIsNoScan() {
        for (int i = 0; i < 1_000; i++) {
            now += SECOND;
            assertThat(failsAtStrangers(i, 22)).isFalse();
        }

        assertThat(watch.scan()).isEmpty();
    }

    @Test
    void aScanIsOverWhenAMinuteWasQuietAndTheNextIsAnother() {
        for (int i = 0; i < 1_000; i++) {
            failsAtStrangers(i, 22);
        }
        passes(121);
        assertThat(watch.scan()).isEmpty();

        for (int i = 0; i < 500; i++) {
            failsAtStrangers(i, 23);
        }
        assertThat(scan().targets()).isEqualTo(500);
        assertThat(scan().ports()).isEqualTo(1);
    }

    @Test
    void aScanOfIpv6CountsToo() throws UnknownHostException {
        for (int i = 0; i < 400; i++) {
            byte[] bytes = InetAddress.getByName("fd00:10:1::").getAddress();
            bytes[14] = (byte) (i >> 8);
            bytes[15] = (byte) i;
            now += SECOND / 100;
            watch.opened(InetAddress.getByAddress(bytes), 22, Transport.TCP, true, true, now);
            watch.stranger(InetAddress.getByAddress(bytes), 22, Transport.TCP, true, now);
        }

        assertThat(scan().targets()).isEqualTo(400);
        assertThat(scan().behavior().peer()).isEqualTo(new Peer.Cidr("fd00:10:1:0:0:0:0:0/64"));
    }
}
