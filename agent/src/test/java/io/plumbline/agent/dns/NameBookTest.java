// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.testing.DnsBytes;
import io.plumbline.profiles.behavior.Transport;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages as they are on the wire. */
class NameBookTest {
    private static final InetAddress RESOLVER = InetAddress.ofLiteral("10.96.0.10");
    private static final InetAddress FOREIGN = InetAddress.ofLiteral("192.0.2.53");
    private static final InetAddress SERVER = InetAddress.ofLiteral("198.51.100.7");
    private static final InetAddress ATTACKER = InetAddress.ofLiteral("203.0.113.66");
    private static final long SECOND = 1_000_000_000L;
    private static final int PORT = 40_001;

    private final NameBooks books = new NameBooks();
    private final NameBook book = books.of("pod");
    private long now = 1000 * SECOND;

    @BeforeEach
    void podAsksOneResolver() {
        book.configured(ResolverConfig.parse("nameserver 10.96.0.10\nsearch shop.svc.cluster.local svc.cluster.local"));
    }

    @Test
    void anAnswerGivesTheAddressTheNameThatWasAskedFor() {
        ask(1, "api.example.org");
        assertThat(answer(DnsBytes.answer(1, "api.example.org", 1)
                        .alias("api.example.org", "edge.example.net", 60)
                        .alias("edge.example.net", "e7.example.net", 30)
                        .address("e7.example.net", "198.51.100.7", 20)))
                .contains("api.example.org");

        assertThat(nameOf(SERVER)).contains(new AddressName("api.example.org", false));
    }

    @Test
    void theNameIsWithoutTheSearchDomainAndSaysThatItIsOfTheCluster() {
        assertThat(ask(1, "Redis.shop.svc.cluster.local")).isEqualTo("redis");
        answer(DnsBytes.answer(1, "redis.shop.svc.cluster.local", 1)
                .address("redis.shop.svc.cluster.local", "10.96.0.44", 5));

        assertThat(nameOf(InetAddress.ofLiteral("10.96.0.44"))).contains(new AddressName("redis", true));
    }

    @Test
    void aPacketThatMerelyClaimsToBeAnAnswerGivesNothing() {
        DnsBytes forged = DnsBytes.answer(1, "api.example.org", 1).address("api.example.org", "203.0.113.66", 300);
        answer(forged);
        ask(1, "api.example.org");
        answer(read(forged), FOREIGN, 53, PORT, Transport.UDP);
        answer(read(forged), RESOLVER, 5353, PORT, Transport.UDP);
        answer(read(forged), RESOLVER, 53, PORT + 1, Transport.UDP);
        answer(read(forged), RESOLVER, 53, PORT, Transport.TCP);
        answer(DnsBytes.answer(2, "api.example.org", 1).address("api.example.org", "203.0.113.66", 300));
        answer(DnsBytes.answer(1, "api.example.org", 28).address("api.example.org", "203.0.113.66", 300));
        answer(DnsBytes.answer(1, "other.example.org", 1).address("other.example.org", "203.0.113.66", 300));
        answer(DnsBytes.question(1, "api.example.org", 1));

        assertThat(nameOf(ATTACKER)).isEmpty();
        assertThat(books.size()).isZero();
        assertThat(books.counts().all())
                .containsEntry("foreign-resolver", 2L)
                .containsEntry("unasked", 6L)
                .containsEntry("no-answer", 1L)
                .doesNotContainKey("believed");
        assertThat(answer(DnsBytes.answer(1, "api.example.org", 1).address("api.example.org", "198.51.100.7", 30)))
                .isPresent();
    }

    @Test
    void aQuestionIsAnsweredOnce() {
        ask(1, "api.example.org");
        answer(DnsBytes.answer(1, "api.example.org", 1).address("api.example.org", "198.51.100.7", 300));
        answer(DnsBytes.answer(1, "api.example.org", 1).address("api.example.org", "203.0.113.66", 300));

        assertThat(nameOf(SERVER)).isPresent();
        assertThat(nameOf(ATTACKER)).isEmpty();
    }

    @Test
    void aQuestionThatWasRepeatedMayBeAnsweredTwice() {
        ask(1, "api.example.org");
        ask(1, "api.example.org");
        DnsBytes same = DnsBytes.answer(1, "api.example.org", 1).address("api.example.org", "198.51.100.7", 300);

        assertThat(List.of(answer(same), answer(same), answer(same)))
                .containsExactly(Optional.of("api.example.org"), Optional.of("api.example.org"), Optional.empty());
    }

    @Test
    void recordsThatTheQuestionDoesNotLeadToGiveNothing() {
        ask(1, "a.example.org");
        answer(DnsBytes.answer(1, "a.example.org", 1)
                .address("learned.example.com", "203.0.113.66", 300)
                .alias("learned.example.com", "a.example.org", 300)
                .address("a.example.org", "198.51.100.7", 300));

        assertThat(nameOf(ATTACKER)).isEmpty();
        assertThat(nameOf(SERVER)).contains(new AddressName("a.example.org", false));
        assertThat(books.counts().all()).containsEntry("stray-records", 2L);
    }

    @Test
    void aliasesThatLoopOrGoOnForLongEnd() {
        ask(1, "a.example.org");
        answer(DnsBytes.answer(1, "a.example.org", 1)
                .alias("a.example.org", "b.example.org", 300)
                .alias("b.example.org", "a.example.org", 300)
                .address("b.example.org", "198.51.100.7", 300));
        assertThat(nameOf(SERVER)).isPresent();

        ask(2, "n0.example.org");
        DnsBytes chain = DnsBytes.answer(2, "n0.example.org", 1);
        for (int step = 0; step <= AddressChain.MOST_STEPS; step++) {
            chain.alias("n" + step + ".example.org", "n" + (step + 1) + ".example.org", 300);
        }
        answer(chain.address("n" + AddressChain.MOST_STEPS + ".example.org", "198.51.100.16", 300)
                .address("n" + (AddressChain.MOST_STEPS + 1) + ".example.org", "198.51.100.17", 300));
        assertThat(nameOf(InetAddress.ofLiteral("198.51.100.16"))).isPresent();
        assertThat(nameOf(InetAddress.ofLiteral("198.51.100.17"))).isEmpty();
    }

    @Test
    void tornAnswersGiveWhatWasWhole() {
        byte[] whole = DnsBytes.answer(1, "api.example.org", 1)
                .address("api.example.org", "198.51.100.7", 300)
                .address("api.example.org", "198.51.100.8", 300)
                .bytes();
        Random random = new Random(11);
        for (int length = 0; length < whole.length; length++) {
            byte[] torn = java.util.Arrays.copyOf(whole, length);
            if (length > 12 && random.nextBoolean()) {
                torn[random.nextInt(12, length)] = (byte) 0xc0;
            }
            ask(1, "api.example.org");
            DnsReader.read(torn, true).ifPresent(message -> answer(message, RESOLVER, 53, PORT, Transport.UDP));
        }
        assertThat(books.size()).isLessThanOrEqualTo(4);
        assertThat(nameOf(SERVER)).isPresent();
    }

    @Test
    void aNameIsBelievedALittleLongerThanItMayLive() {
        learn("old.example.org", "198.51.100.7", 600);
        learn("new.example.org", "198.51.100.7", 5);

        now += 119 * SECOND;
        assertThat(book.name(SERVER, now)).contains(new AddressName("new.example.org", false));

        // That was a use, of an hour; the older one was not used, and lives no longer than it may.
        now += AddressBook.USED_NANOS + SECOND;
        learn("old.example.org", "198.51.100.7", 600);
        now += 659 * SECOND;
        assertThat(nameOf(SERVER)).contains(new AddressName("old.example.org", false));
    }

    @Test
    void aServerMayConnectLongAfterItLookedUpItsUpstreams() {
        learn("api.example.org", "198.51.100.7", 60);

        now += 600 * SECOND;
        books.expire(now);
        assertThat(nameOf(SERVER)).contains(new AddressName("api.example.org", false));

        now += 12 * 3600 * SECOND;
        books.expire(now);
        assertThat(nameOf(SERVER)).contains(new AddressName("api.example.org", false));
    }

    @Test
    void aNameThatWasNotUsedForADayIsForgotten() {
        learn("api.example.org", "198.51.100.7", 60);

        now += AddressBook.LEAST_NANOS + AddressBook.STALE_NANOS;
        assertThat(nameOf(SERVER)).isEmpty();
        books.expire(now);
        assertThat(books.size()).isZero();
    }

    @Test
    void aNameThatIsBelievedGoesBeforeOneThatWas() {
        learn("believed.example.org", "198.51.100.7", 3600);
        learn("stale.example.org", "198.51.100.7", 5);

        now += 1800 * SECOND;

        assertThat(nameOf(SERVER)).contains(new AddressName("believed.example.org", false));
    }

    @Test
    void aNameThatMayLiveForYearsIsBelievedForADay() {
        learn("api.example.org", "198.51.100.7", 0x7fff_ffff);
        now += AddressBook.MOST_NANOS + AddressBook.STALE_NANOS;

        assertThat(nameOf(SERVER)).isEmpty();
    }

    @Test
    void aNameInUseStays() {
        learn("api.example.org", "198.51.100.7", 5);
        book.hold(SERVER);
        now += 48 * 3600 * SECOND;
        books.expire(now);
        assertThat(nameOf(SERVER)).isPresent();

        book.release(SERVER);
        now += AddressBook.USED_NANOS + AddressBook.STALE_NANOS;
        assertThat(nameOf(SERVER)).isEmpty();
    }

    @Test
    void whatAnEarlierRunKnewNamesConnectionsThatWaitedToo() {
        book.restore(SERVER, "api.example.org", now);

        assertThat(book.name(SERVER, now - 5 * SECOND)).contains(new AddressName("api.example.org", false));
    }

    @Test
    void aNameSaysNothingOfConnectionsBeforeIt() {
        learn("api.example.org", "198.51.100.7", 300);

        assertThat(book.name(SERVER, now - 1)).isEmpty();
    }

    @Test
    void ofSeveralNamesOfAnAddressTheLastBeforeTheConnectionCounts() {
        learn("a.example.org", "198.51.100.7", 300);
        long between = now;
        now += SECOND;
        learn("b.example.org", "198.51.100.7", 300);

        assertThat(nameOf(SERVER)).contains(new AddressName("b.example.org", false));
        assertThat(book.name(SERVER, between)).contains(new AddressName("a.example.org", false));
    }

    @Test
    void aPodDoesNotKnowTheNamesOfAnother() {
        learn("api.example.org", "198.51.100.7", 300);

        assertThat(books.of("other").name(SERVER, now)).isEmpty();
    }

    @Test
    void theWorkloadGainsNoTrustByChangingItsFile() {
        book.configured(ResolverConfig.parse("nameserver 192.0.2.53"));
        ask(1, "api.example.org");
        answer(
                read(DnsBytes.answer(1, "api.example.org", 1).address("api.example.org", "203.0.113.66", 300)),
                FOREIGN,
                53,
                PORT,
                Transport.UDP);

        assertThat(nameOf(ATTACKER)).isEmpty();
    }

    @Test
    void whatHappensBeforeTheConfigurationIsKnownWaits() {
        NameBook early = books.of("early");
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int number = i;
            early.whenConfigured(() -> order.add("message " + number));
        }
        assertThat(order).isEmpty();

        early.configured(ResolverConfig.NONE);

        assertThat(order).hasSize(256).startsWith("message 0", "message 1");
        assertThat(books.counts().all()).containsEntry("unconfigured", 44L);
    }

    @Test
    void fiveThousandRotatingAddressesHaveOneName() {
        for (int i = 0; i < 5_000; i++) {
            String address = "198." + (18 + i / 65_536) + "." + i / 256 % 256 + "." + i % 256;
            learn("cdn.example.org", address, 30);
            now += SECOND / 10;
            assertThat(nameOf(InetAddress.ofLiteral(address))).contains(new AddressName("cdn.example.org", false));
        }
        assertThat(books.size()).isLessThanOrEqualTo(AddressBook.MOST);
    }

    @Test
    void questionsAndAddressesAreBounded() {
        for (int i = 0; i < 10_000; i++) {
            ask(i % 65_536, "x" + i + ".example.org");
        }
        assertThat(books.counts().all()).containsEntry("questions-pushed-out", 10_000L - OpenQuestions.MOST);

        long before = used();
        for (int pod = 0; pod < 20; pod++) {
            NameBook each = books.of("pod-" + pod);
            each.configured(ResolverConfig.parse("nameserver 10.96.0.10"));
            for (int i = 0; i < 5_000; i++) {
                String name = "n" + i + ".example.org";
                String address = "10." + pod + "." + i / 256 + "." + i % 256;
                each.asked(read(DnsBytes.question(1, name, 1)), PORT, Transport.UDP, now);
                each.answered(
                        read(DnsBytes.answer(1, name, 1).address(name, address, 300)),
                        RESOLVER,
                        53,
                        PORT,
                        Transport.UDP,
                        now);
                books.trim();
            }
        }
        long bytes = used() - before;
        System.out.printf("names of %d addresses: %d bytes%n", books.size(), bytes);

        assertThat(books.size()).isEqualTo(NameBooks.MOST);
        assertThat(books.counts().all()).containsEntry("addresses-pushed-out", 100_000L - NameBooks.MOST);
    }

    @Test
    void questionsThatNobodyAnswersAreForgotten() {
        ask(1, "api.example.org");
        now += 11 * SECOND;

        assertThat(answer(DnsBytes.answer(1, "api.example.org", 1).address("api.example.org", "198.51.100.7", 30)))
                .isEmpty();
        assertThat(books.counts().all()).containsAllEntriesOf(Map.of("unanswered", 1L, "unasked", 1L));
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void learn(String name, String address, int timeToLive) {
        ask(9, name);
        answer(DnsBytes.answer(9, name, 1).address(name, address, timeToLive));
    }

    private String ask(int id, String name) {
        return book.asked(read(DnsBytes.question(id, name, 1)), PORT, Transport.UDP, now);
    }

    private Optional<String> answer(DnsBytes message) {
        return answer(read(message), RESOLVER, 53, PORT, Transport.UDP);
    }

    private Optional<String> answer(
            DnsMessage message, InetAddress resolver, int port, int localPort, Transport transport) {
        return book.answered(message, resolver, port, localPort, transport, now);
    }

    private static DnsMessage read(DnsBytes message) {
        return DnsReader.read(message.bytes(), false).orElseThrow();
    }

    private Optional<AddressName> nameOf(InetAddress address) {
        return book.name(address, now);
    }
}
