// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.dns.DnsMessage;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.testing.DnsBytes;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameStreamsTest {
    private static final int BEGIN = Integer.MAX_VALUE - 20;

    private final SensorCounters counters = new SensorCounters();
    private final NameStreams streams = new NameStreams(counters);
    private final List<Integer> read = new ArrayList<>();
    private final List<Boolean> cut = new ArrayList<>();
    private int malformed;

    @Test
    void putsMessagesTogetherWhereverTheyAreDivided() {
        byte[] stream = stream(1, 2, 3);
        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= stream.length; second += 7) {
                read.clear();
                add(1, BEGIN, Arrays.copyOfRange(stream, 0, first));
                add(1, BEGIN + first, Arrays.copyOfRange(stream, first, second));
                add(1, BEGIN + second, Arrays.copyOfRange(stream, second, stream.length));
                assertThat(read).as("divided at %d and %d", first, second).containsExactly(1, 2, 3);
            }
        }
        assertThat(cut).containsOnly(false);
        assertThat(counters.get("dns-streams-torn")).isZero();
    }

    @Test
    void keepsStreamsApart() {
        byte[] one = stream(1);
        byte[] other = stream(2);
        add(1, 0, Arrays.copyOf(one, 2));
        add(2, 0, Arrays.copyOf(other, 2));
        add(2, 2, Arrays.copyOfRange(other, 2, other.length));
        add(1, 2, Arrays.copyOfRange(one, 2, one.length));
        assertThat(read).containsExactly(2, 1);
    }

    @Test
    void takesNoSegmentTwice() {
        byte[] stream = stream(1);
        add(1, 100, Arrays.copyOf(stream, 2));
        add(1, 100, Arrays.copyOf(stream, 2));
        add(1, 102, Arrays.copyOfRange(stream, 2, stream.length));
        assertThat(read).containsExactly(1);
    }

    @Test
    void beginsAnewBehindAGap() {
        byte[] stream = stream(1);
        add(1, 100, Arrays.copyOf(stream, 2));
        add(1, 1_000_000, stream);
        assertThat(read).containsExactly(1);
        assertThat(counters.get("dns-streams-torn")).isEqualTo(1);
    }

    @Test
    void goesOnBehindAMessageThatWasNotHereInFull() {
        byte[] stream = stream(1, 2);
        int first = stream(1).length;
        // Of the first segment, which ends within the first message, but 36 bytes are here.
        streams.add(key(1), 0, Arrays.copyOf(stream, 36), 45, this::take);
        add(1, 45, Arrays.copyOfRange(stream, 45, first + 5));
        add(1, first + 5, Arrays.copyOfRange(stream, first + 5, stream.length));
        assertThat(read).containsExactly(1, 2);
        assertThat(cut).containsExactly(true, false);
        assertThat(malformed).isZero();
    }

    @Test
    void tellsTheBeginningOfMessagesThatAreTooLongToKeep() {
        byte[] beginning = stream(9);
        beginning[0] = (byte) 0xf0;
        add(1, 0, beginning);
        assertThat(read).containsExactly(9);
        assertThat(cut).containsExactly(true);
        int whole = 2 + (0xf0 << 8 | Byte.toUnsignedInt(beginning[1]));
        byte[] rest = new byte[whole - beginning.length];
        add(1, beginning.length, rest);
        add(1, whole, stream(10));
        assertThat(read).containsExactly(9, 10);
    }

    @Test
    void remembersFewStreams() {
        for (int stream = 0; stream < 200; stream++) {
            add(stream, 0, new byte[] {0});
        }
        byte[] message = stream(5);
        add(0, 1, message);
        assertThat(read).as("forgotten, so a new one begins").containsExactly(5);
        add(199, 1, Arrays.copyOfRange(message, 1, message.length));
        assertThat(read).containsExactly(5, 5);
    }

    @Test
    void standsAnyBytes() {
        Random random = new Random(11);
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = 0;
            }
            int length = bytes.length + (random.nextInt(4) == 0 ? random.nextInt(100) : 0);
            streams.add(key(random.nextInt(80)), random.nextInt(100), bytes, length, message -> {});
        }
    }

    private void add(int stream, int sequence, byte[] bytes) {
        streams.add(key(stream), sequence, bytes, bytes.length, this::take);
    }

    private void take(java.util.Optional<DnsMessage> message) {
        message.ifPresentOrElse(
                each -> {
                    read.add(each.id());
                    cut.add(each.truncated());
                },
                () -> malformed++);
    }

    private static NameStreams.Key key(int stream) {
        return new NameStreams.Key(
                1,
                new Endpoint(InetAddress.ofLiteral("10.0.0.1"), 40_000 + stream),
                new Endpoint(InetAddress.ofLiteral("10.0.0.2"), 53),
                true);
    }

    private static byte[] stream(int... ids) {
        StringBuilder hex = new StringBuilder();
        for (int id : ids) {
            hex.append(DnsBytes.answer(id, "www.example.org", 1)
                    .address("www.example.org", "192.0.2.1", 1)
                    .streamHex());
        }
        return HexFormat.of().parseHex(hex);
    }
}
