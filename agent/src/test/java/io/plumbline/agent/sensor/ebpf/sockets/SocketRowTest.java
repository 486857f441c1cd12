// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.Endpoint;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines as Linux 6.18 on a little-endian machine writes them. */
@EnabledIf("littleEndian")
class SocketRowTest {
    private static final String LISTENER =
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000000000000000 100 0 0 10 0                     ";
    private static final String SIX =
            "   1: 000000000000000000000000000077FD:0035 B80D0120000000000000000001000000:D431 01 00000000:00000000 02:000A1B2C 00000000   101        0 4294967297 2 0000000000000000 20 4 30 10 -1";
    private static final String MAPPED =
            "   2: 0000000000000000FFFF000002004D0A:1F90 0000000000000000FFFF000001004D0A:9C40 08 00000000:00000001 00:00000000 00000000     0        0 0 1 0000000000000000 20 4 30 10 -1";
    private static final String DATAGRAMS =
            " 1054: 3500007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000   991        0 777 2 0000000000000000 0         ";

    static boolean littleEndian() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    @Test
    void readsAddressesPortsStateAndInode() {
        assertThat(SocketRow.parse(LISTENER))
                .contains(new SocketRow(end("127.0.0.1", 8080), end("0.0.0.0", 0), SocketRow.LISTEN, 12345));
        assertThat(SocketRow.parse(SIX))
                .contains(new SocketRow(
                        end("::fd77:0", 53), end("2001:db8::1", 54321), SocketRow.ESTABLISHED, 4_294_967_297L));
        assertThat(SocketRow.parse(MAPPED))
                .contains(new SocketRow(end("10.77.0.2", 8080), end("10.77.0.1", 40000), 8, 0));
        assertThat(SocketRow.parse(DATAGRAMS))
                .contains(new SocketRow(end("127.0.0.53", 53), end("0.0.0.0", 0), SocketRow.CLOSE, 777));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
                "   0: 0100007F:1F90 00000000:0000 0A 0:0 00:0 0 0 0 x 1",
                "   0: 0100007F:1F90 00000000:0000 0A 0:0 00:0 0 0 0 99999999999999999999999 1",
                "   0: 0100007:1F90 00000000:0000 0A 0:0 00:0 0 0 0 1 1",
                "   0: 0100007G:1F90 00000000:0000 0A 0:0 00:0 0 0 0 1 1",
                "   0: 0100007F;1F90 00000000:0000 0A 0:0 00:0 0 0 0 1 1",
                "   0: :1F90 00000000:0000 0A 0:0 00:0 0 0 0 1 1",
                "   0: 0100007F:1F90 00000000:0000 -1 0:0 00:0 0 0 0 1 1",
            })
    void takesNothingElseForASocket(String line) {
        assertThat(SocketRow.parse(line)).isEmpty();
    }

    @Test
    void isNotMisledByALineTornAnywhere() {
        for (String line : new String[] {LISTENER, SIX, MAPPED, DATAGRAMS}) {
            SocketRow whole = SocketRow.parse(line).orElseThrow();
            for (int length = 0; length < line.length(); length++) {
                assertThat(SocketRow.parse(line.substring(0, length)).orElse(whole))
                        .as("%d characters", length)
                        .isEqualTo(whole);
            }
        }
    }

    @Test
    void standsAnyText() {
        Random random = new Random(5);
        for (int round = 0; round < 100_000; round++) {
            char[] text = SIX.toCharArray();
            for (int change = random.nextInt(6); change >= 0; change--) {
                text[random.nextInt(text.length)] = (char) random.nextInt(random.nextBoolean() ? 128 : 65_536);
            }
            SocketRow.parse(new String(text, 0, random.nextInt(text.length + 1)));
        }
        assertThat(SocketRow.parse("0: ".repeat(1000))).isEmpty();
    }

    private static Endpoint end(String address, int port) {
        return new Endpoint(InetAddress.ofLiteral(address), port);
    }
}
