// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.testing.Captured;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DiagMessageTest {
    private final DiagMessage message = new DiagMessage();

    @Test
    void readsTheSocketsOfADump() {
        ByteBuffer dump = Captured.bytes(Captured.DUMP);
        assertThat(message.moveTo(dump, 0, 124)).isTrue();
        assertThat(message.state()).isEqualTo(DiagMessage.ESTABLISHED);
        assertThat(message.local()).isEqualTo(new Endpoint(InetAddress.ofLiteral("127.0.0.1"), 7799));
        assertThat(message.remote()).isEqualTo(new Endpoint(InetAddress.ofLiteral("127.0.0.1"), 45676));
        assertThat(message.cookie()).isEqualTo(0x43);
        assertThat(message.inode()).as("not accepted yet").isZero();
        assertThat(message.timeWait()).isFalse();

        assertThat(message.moveTo(dump, 124, 124)).isTrue();
        assertThat(message.localPort()).isEqualTo(45676);
        assertThat(message.inode()).isEqualTo(0x1b7f16);
        assertThat(message.unconnected()).isFalse();
    }

    @Test
    void tellsARefusedConnectionFromOneThatWas() {
        ByteBuffer connected = Captured.bytes(Captured.DESTROYED_CONNECTED);
        assertThat(message.moveTo(connected, 0, connected.limit())).isTrue();
        assertThat(message.state()).isEqualTo(DiagMessage.CLOSE);
        assertThat(message.bytesAcknowledged()).isEqualTo(2);

        // The capture is cut after its first attributes: the count is not there then.
        ByteBuffer refused = Captured.bytes(Captured.DESTROYED_REFUSED);
        assertThat(message.moveTo(refused, 0, refused.limit())).isTrue();
        assertThat(message.bytesAcknowledged()).isEqualTo(-1);
        assertThat(message.remotePort()).as("forgotten by the kernel").isZero();
        assertThat(message.unconnected()).as("the address is left").isFalse();
    }

    @Test
    void givesMappedAddressesAsIpv4() {
        ByteBuffer dump = Captured.bytes(Captured.DUMP);
        dump.put(16, (byte) 10);
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 1, 2, 3};
        dump.put(24, mapped).put(40, new byte[16]);
        assertThat(message.moveTo(dump, 0, 124)).isTrue();
        assertThat(message.local().address()).isEqualTo(InetAddress.ofLiteral("10.1.2.3"));
        assertThat(message.remote().address()).isEqualTo(InetAddress.ofLiteral("::"));
    }

    @Test
    void refusesWhatIsShortOrNotOfIp() {
        ByteBuffer dump = Captured.bytes(Captured.DUMP);
        assertThat(message.moveTo(dump, 0, 87)).isFalse();
        assertThat(message.moveTo(dump, 200, 88)).as("beyond the buffer").isFalse();
        dump.put(16, (byte) 16);
        assertThat(message.moveTo(dump, 0, 124)).isFalse();
    }

    @Test
    void survivesAnyBytes() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        byte[] bytes = new byte[400];
        for (int round = 0; round < 20_000; round++) {
            random.nextBytes(bytes);
            bytes[16] = 2;
            int length = random.nextInt(401);
            if (message.moveTo(ByteBuffer.wrap(bytes), 0, length)) {
                assertThat(message.remotePort()).as("seed %d", seed).isBetween(0, 65_535);
                assertThat(message.localPort()).as("seed %d", seed).isBetween(0, 65_535);
            }
        }
    }
}
