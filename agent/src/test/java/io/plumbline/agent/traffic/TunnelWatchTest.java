// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class TunnelWatchTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int A = 1;
    private static final int TXT = 16;
    private static final int FOUND = 0;
    private static final int NO_SUCH_NAME = 3;

    private final Random random = new Random(7);
    private final TunnelWatch watch = new TunnelWatch(suffix -> 0);
    private long now = 1_000 * SECOND;

    private String base32(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("abcdefghijklmnopqrstuvwxyz234567".charAt(random.nextInt(32)));
        }
        return text.toString();
    }

    private String hex(int digits) {
        return String.format("%0" + digits + "x", new BigInteger(digits * 4, random));
    }

    /** That many questions within five minutes, each answered. */
    private boolean asks(int count, int type, int code, IntFunction<String> name) {
        return asks(watch, count, type, code, true, name);
    }

    private boolean asks(TunnelWatch by, int count, int type, int code, boolean locked, IntFunction<String> name) {
        boolean tunnel = false;
        for (int i = 0; i < count; i++) {
            now += 300 * SECOND / count;
            tunnel |= by.asked(name.apply(i), type, locked, now);
            by.answered(name.apply(i), code);
        }
        return tunnel;
    }

    @Test
    void dataInTextRecordsIsATunnelWithItsNumbers() {
        List<String> names =
                random.ints(2_000).mapToObj(i -> base32(50) + ".t.evil.com").toList();

        assertThat(asks(2_000, TXT, FOUND, names::get)).isTrue();

        TunnelWatch.Tunnel tunnel = watch.news().getFirst();
        assertThat(tunnel.suffix()).isEqualTo("evil.com");
        assertThat(tunnel.questions()).isEqualTo(2_000);
        assertThat(tunnel.because().getFirst())
                .endsWith(
                        "different names below evil.com within ten minutes, with 51 characters each before it: they may"
                                + " carry data");
        assertThat(tunnel.because().get(1)).contains("100 % of 2,000 questions");
        assertThat(watch.news()).isEmpty();
    }

    @Test
    void dataInNamesThatDoNotExistIsATunnel() {
        List<String> names =
                random.ints(300).mapToObj(i -> hex(32) + ".x.co.uk").toList();

        assertThat(asks(300, A, NO_SUCH_NAME, names::get)).isTrue();
        assertThat(watch.news()).extracting(TunnelWatch.Tunnel::suffix).containsExactly("x.co.uk");
    }

    @Test
    void randomNamesOfWhichHardlyOneExistsAreToldToo() {
        List<String> names =
                random.ints(300).mapToObj(i -> base32(16) + ".generated.net").toList();

        assertThat(asks(300, A, NO_SUCH_NAME, names::get)).isTrue();
    }

    @Test
    void bytesThatNoHostsNameMayHaveAreATunnelToo() {
        List<String> names = random.ints(300)
                .mapToObj(i -> "\\" + (128 + random.nextInt(100)) + "\\" + (128 + random.nextInt(100)) + base32(50)
                        + ".t.evil.com")
                .toList();

        assertThat(asks(300, A, FOUND, names::get)).isTrue();
        assertThat(watch.news()).extracting(TunnelWatch.Tunnel::suffix).containsExactly("evil.com");
    }

    @Test
    void aTunnelUnderASuffixOfWhichFewNamesWereLearnedIsSeen() {
        TunnelWatch learned = new TunnelWatch(suffix -> 20);
        List<String> names =
                random.ints(300).mapToObj(i -> base32(50) + ".example.com").toList();

        assertThat(asks(learned, 300, TXT, FOUND, true, names::get)).isTrue();
        assertThat(learned.news().getFirst().because()).contains("at most 20 were learned");
    }

    @Test
    void asManyNamesAsWereLearnedAreQuiet() {
        asks(watch, 1_000, A, FOUND, false, i -> base32(40) + ".telemetry.com");
        now += 1_000 * SECOND;

        assertThat(asks(2_000, A, FOUND, i -> base32(40) + ".telemetry.com")).isFalse();
    }

    @Test
    void whileLearningOnlyVeryManyNamesCount() {
        List<String> few =
                random.ints(1_000).mapToObj(i -> base32(50) + ".new.com").toList();
        List<String> many =
                random.ints(3_000).mapToObj(i -> base32(50) + ".evil.com").toList();

        assertThat(asks(watch, 1_000, TXT, FOUND, false, few::get)).isFalse();
        assertThat(asks(watch, 3_000, TXT, FOUND, false, many::get)).isTrue();
    }

    @Test
    void namesOfContentDeliveryNetworksAreQuiet() {
        asks(3_000, A, FOUND, i -> "d" + hex(13) + ".cloudfront.net");
        asks(3_000, A, FOUND, i -> "e" + i % 2_000 + ".dscb.akamaiedge.net");
        asks(3_000, A, FOUND, i -> "img" + i % 500 + "-cdn-static-assets.example.com");

        assertThat(watch.news()).isEmpty();
    }

    @Test
    void bucketsAreQuiet() {
        asks(5_000, A, FOUND, i -> "customer-" + i + "-backups-of-the-year.s3.eu-west-1.amazonaws.com");
        asks(5_000, A, FOUND, i -> "internal-k8s-shop-web-" + hex(10) + ".elb.amazonaws.com");

        assertThat(watch.news()).isEmpty();
    }

    @Test
    void tenantsThatAreNamedByAUuidAreQuiet() {
        asks(2_000, A, FOUND, i -> hex(8) + "-" + hex(4) + "-" + hex(4) + "-" + hex(4) + "-" + hex(12) + ".saas.com");

        assertThat(watch.news()).isEmpty();
    }

    @Test
    void timeServersAndServicesOfTheClusterAreQuiet() {
        asks(1_000, A, FOUND, i -> i % 4 + ".debian.pool.ntp.org");
        asks(5_000, A, FOUND, i -> "10-1-" + i / 250 + "-" + i % 250 + ".web-headless.shop.svc.cluster.local");

        assertThat(watch.news()).isEmpty();
    }

    @Test
    void blockListsAndReverseLookupsAreQuiet() {
        asks(5_000, A, NO_SUCH_NAME, i -> i % 256 + "." + i / 256 + ".0.10.zen.blocklist.org");
        asks(5_000, A, NO_SUCH_NAME, i -> String.join(".", hex(32).split("")) + ".zen.blocklist.org");
        asks(5_000, A, NO_SUCH_NAME, i -> "company" + i % 3_000 + ".com.domains.blocklist.org");

        assertThat(watch.news()).isEmpty();
    }

    @Test
    void aNameThatIsFoundInTheEndIsNoFailureWhateverWasTriedBefore() {
        List<String> names =
                random.ints(500).mapToObj(i -> base32(30) + ".example.com").toList();
        for (String name : names) {
            now += SECOND / 2;
            for (int domain = 0; domain < 5; domain++) {
                watch.asked(name.substring(0, 8) + ".example.com", A, true, now);
                watch.answered(name.substring(0, 8) + ".example.com", NO_SUCH_NAME);
            }
            watch.answered(name.substring(0, 8) + ".example.com", FOUND);
        }

        assertThat(watch.news()).isEmpty();
    }

    @Test
    void aTunnelCanNotHideBehindNoiseBelowOtherNames() {
        List<String> names =
                random.ints(400).mapToObj(i -> base32(50) + ".evil.com").toList();
        for (int i = 0; i < names.size(); i++) {
            now += SECOND / 2;
            watch.asked(names.get(i), TXT, true, now);
            for (int noise = 0; noise < 100; noise++) {
                watch.asked(base32(6) + "." + base32(8) + ".com", A, true, now);
            }
        }

        assertThat(watch.news()).extracting(TunnelWatch.Tunnel::suffix).contains("evil.com");
        assertThat(watch.forgotten()).isPositive();
        assertThat(watch.bytes()).isLessThan(1024 * 1024);
    }

    @Test
    void aTunnelIsOverWhenAWindowWasQuiet() {
        List<String> names =
                random.ints(500).mapToObj(i -> base32(50) + ".evil.com").toList();
        asks(500, TXT, FOUND, names::get);
        watch.news();
        now += 700 * SECOND;
        watch.asked("www.evil.com", A, true, now);
        now += 700 * SECOND;

        assertThat(watch.asked("www.evil.com", A, true, now)).isFalse();
    }
}
