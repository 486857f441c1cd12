// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.dns.DnsMessage.Address;
import io.plumbline.agent.dns.DnsMessage.Alias;
import io.plumbline.agent.testing.DnsBytes;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsReaderTest {
    private static final String NAME = "www.example.org";

    /** Where the answers of a message about {@link #NAME} begin. */
    private static final int ANSWERS = 12 + 17 + 4;

    private final byte[] answer = DnsBytes.answer(0xbeef, NAME, 1)
            .alias(NAME, "edge.example.net", 300)
            .address("edge.example.net", "192.0.2.1", 60)
            .address(NAME, "2001:db8::1", 61)
            .bytes();

    @Test
    void readsAQuestion() {
        assertThat(DnsReader.read(DnsBytes.question(7, "WwW.Example.ORG", 28).bytes(), false))
                .contains(new DnsMessage(7, false, 0, NAME, 28, List.of(), false));
    }

    @Test
    void readsAnAnswer() {
        assertThat(DnsReader.read(answer, false))
                .contains(new DnsMessage(
                        0xbeef,
                        true,
                        0,
                        NAME,
                        1,
                        List.of(
                                new Alias(NAME, "edge.example.net", 300),
                                new Address("edge.example.net", InetAddress.ofLiteral("192.0.2.1"), 60),
                                new Address(NAME, InetAddress.ofLiteral("2001:db8::1"), 61)),
                        false));
    }

    @Test
    void readsWhatIsWholeOfAnAnswerTornAtAnyByte() {
        List<DnsMessage.Answer> all =
                DnsReader.read(answer, false).orElseThrow().answers();
        for (int length = 0; length < answer.length; length++) {
            Optional<DnsMessage> torn = DnsReader.read(Arrays.copyOf(answer, length), true);
            assertThat(torn.isPresent()).as("%d bytes", length).isEqualTo(length >= ANSWERS);
            if (torn.isPresent()) {
                assertThat(torn.get().truncated()).isTrue();
                List<DnsMessage.Answer> some = torn.get().answers();
                assertThat(some).isEqualTo(all.subList(0, some.size())).hasSizeLessThan(3);
            }
        }
    }

    @Test
    void knowsThatItIsTornWithoutBeingTold() {
        assertThat(DnsReader.read(Arrays.copyOf(answer, answer.length - 1), false)
                        .orElseThrow()
                        .truncated())
                .isTrue();
    }

    @Test
    void readsMessagesOfStreams() {
        byte[] stream = HexFormat.of().parseHex(DnsBytes.answer(3, NAME, 1).streamHex());
        assertThat(DnsReader.readStream(stream, false).orElseThrow().id()).isEqualTo(3);
        assertThat(DnsReader.readStream(new byte[] {1}, false)).isEmpty();
        assertThat(DnsReader.readStream(new byte[] {0, 0}, false)).isEmpty();
        byte[] longer = stream.clone();
        longer[0] = 1;
        assertThat(DnsReader.readStream(longer, false).orElseThrow().truncated())
                .isTrue();
    }

    @Test
    void followsPointersBackOnly() {
        // At its own place, forward, at one that points to itself, at one behind the end.
        assertThat(withName(new byte[] {(byte) 0xc0, 12})).isEmpty();
        assertThat(withName(new byte[] {(byte) 0xc0, 14, 0})).isEmpty();
        assertThat(withName(new byte[] {1, 'a', (byte) 0xc0, 12})).isEmpty();
        assertThat(withName(new byte[] {(byte) 0xff, (byte) 0xff})).isEmpty();
        assertThat(withName(new byte[] {(byte) 0xc0})).isEmpty();
    }

    @Test
    void endsWhenPointersOfAnswersLoop() {
        byte[] looping = answer.clone();
        // The name of the first answer points to its own place.
        looping[ANSWERS] = (byte) 0xc0;
        looping[ANSWERS + 1] = ANSWERS;
        DnsMessage message = DnsReader.read(looping, false).orElseThrow();
        assertThat(message.answers()).isEmpty();
        assertThat(message.truncated()).isTrue();
    }

    @Test
    void readsNamesOf255BytesAndNoLonger() {
        String label = "x".repeat(62);
        // Four labels with their lengths are 252 bytes; the root is one more.
        String longest = String.join(".", label, label, label, label);
        assertThat(question(longest + ".y"))
                .hasValueSatisfying(name -> assertThat(name).hasSize(253));
        assertThat(question(longest + ".yy")).isEmpty();
        assertThat(question(longest + "." + label)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x80, 0xbf})
    void takesLabelsOfUnknownKindsForTorn(int length) {
        assertThat(withName(new byte[] {(byte) length, 'a', 'b', 0})).isEmpty();
    }

    @Test
    void writesStrangeBytesOfNamesAsNumbers() {
        assertThat(question("a b.\u00e9\u0001_-.z")).contains("a\\032b.\\233\\001_-.z");
        assertThat(withName(new byte[] {3, 'a', '.', 'b', 0})).contains("a\\046b");
        assertThat(withName(new byte[] {0})).contains("");
    }

    @Test
    void reads256AnswersAtMost() {
        assertThat(answers(256)).satisfies(message -> {
            assertThat(message.answers()).hasSize(256);
            assertThat(message.truncated()).isFalse();
        });
        assertThat(answers(257)).satisfies(message -> {
            assertThat(message.answers()).hasSize(256);
            assertThat(message.truncated()).isTrue();
        });
    }

    @Test
    void believesNoCounts() {
        byte[] boasting = answer.clone();
        boasting[6] = (byte) 0xff;
        boasting[7] = (byte) 0xff;
        DnsMessage message = DnsReader.read(boasting, false).orElseThrow();
        assertThat(message.answers()).hasSize(3);
        assertThat(message.truncated()).isTrue();
        byte[] asking = answer.clone();
        asking[4] = (byte) 0xff;
        assertThat(DnsReader.read(asking, false).orElseThrow().answers()).isEmpty();
        byte[] silent = answer.clone();
        silent[5] = 0;
        assertThat(DnsReader.read(silent, false)).isEmpty();
    }

    @Test
    void stepsOverOtherRecordsAndAddressesOfWrongLengths() {
        byte[] message = DnsBytes.answer(1, NAME, 16)
                .other(NAME, 16, new byte[200])
                .other(NAME, 1, new byte[5])
                .other(NAME, 28, new byte[4])
                .address(NAME, "192.0.2.9", 1)
                .bytes();
        assertThat(DnsReader.read(message, false).orElseThrow().answers())
                .containsExactly(new Address(NAME, InetAddress.ofLiteral("192.0.2.9"), 1));
    }

    @Test
    void readsTheCodeAndTheMarkOfTruncation() {
        byte[] refused = DnsBytes.answer(1, NAME, 1).bytes();
        refused[2] |= 0x02;
        refused[3] = (byte) 0x83;
        DnsMessage message = DnsReader.read(refused, false).orElseThrow();
        assertThat(message.code()).isEqualTo(3);
        assertThat(message.truncated()).isTrue();
    }

    @Test
    void readsTimesToLiveWithoutSign() {
        byte[] message =
                DnsBytes.answer(1, NAME, 1).address(NAME, "192.0.2.9", -1).bytes();
        assertThat(DnsReader.read(message, false).orElseThrow().answers())
                .first()
                .extracting(DnsMessage.Answer::timeToLive)
                .isEqualTo(0xffff_ffffL);
    }

    /** Whatever the bytes are: no exception, no endless reading, nothing beyond the bounds. */
    @Test
    void standsAnyBytes() {
        Random random = new Random(20261126);
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes;
            if (round % 2 == 0) {
                bytes = new byte[random.nextInt(80)];
                random.nextBytes(bytes);
            } else {
                bytes = Arrays.copyOf(answer, random.nextInt(answer.length + 1));
                for (int change = random.nextInt(8); change > 0 && bytes.length > 0; change--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
            }
            DnsReader.readStream(bytes, random.nextBoolean());
            DnsReader.read(bytes, random.nextBoolean()).ifPresent(message -> {
                assertThat(message.answers().size()).isLessThanOrEqualTo(256);
                assertThat(message.question().length()).isLessThanOrEqualTo(4 * 255);
            });
        }
    }

    private static DnsMessage answers(int count) {
        DnsBytes message = DnsBytes.answer(1, NAME, 1);
        for (int index = 0; index < count; index++) {
            message.address(NAME, "192.0.2.1", 1);
        }
        return DnsReader.read(message.bytes(), false).orElseThrow();
    }

    private static Optional<String> question(String name) {
        return DnsReader.read(DnsBytes.question(1, name, 1).bytes(), false).map(DnsMessage::question);
    }

    /** The question of a message that has these bytes for its name. */
    private static Optional<String> withName(byte[] name) {
        byte[] message = new byte[12 + name.length + 4];
        message[5] = 1;
        System.arraycopy(name, 0, message, 12, name.length);
        return DnsReader.read(message, false).map(DnsMessage::question);
    }
}
