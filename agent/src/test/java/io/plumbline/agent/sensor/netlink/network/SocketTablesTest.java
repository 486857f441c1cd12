// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.PortRange;
import io.plumbline.profiles.behavior.Transport;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class SocketTablesTest {
    private static final long MINUTE = 60_000_000_000L;

    private final Listeners listeners = new Listeners();
    private final FlowTable flows = new FlowTable(2);

    @Test
    void aWildcardListensOnEachAddress() {
        listeners.beginRound();
        assertThat(listeners.see(key("0.0.0.0", 80))).isEqualTo(Listeners.Seen.NEW);
        assertThat(listeners.see(key("0.0.0.0", 80))).isEqualTo(Listeners.Seen.KNOWN);
        listeners.see(key("::", 81));
        listeners.see(key("10.0.0.1", 82));
        assertThat(listens("10.0.0.1", 80)).isTrue();
        assertThat(listens("10.0.0.1", 81)).isTrue();
        assertThat(listens("10.0.0.1", 82)).isTrue();
        assertThat(listens("127.0.0.1", 82)).isFalse();
        assertThat(listeners.listens(Transport.UDP, end("10.0.0.1", 80))).isFalse();
    }

    @Test
    void remembersClosedListenersForAMinute() {
        listeners.beginRound();
        listeners.see(key("0.0.0.0", 80));
        assertThat(listeners.endRound(0)).isEmpty();
        listeners.beginRound();
        assertThat(listeners.endRound(1)).containsExactly(key("0.0.0.0", 80));
        assertThat(listens("10.0.0.1", 80)).isTrue();
        listeners.beginRound();
        assertThat(listeners.endRound(2 + MINUTE)).isEmpty();
        assertThat(listens("10.0.0.1", 80)).isFalse();
    }

    @Test
    void refusesMoreListenersThanItCanRemember() {
        listeners.beginRound();
        for (int port = 0; port < Listeners.MOST; port++) {
            listeners.see(key("10.0.0.1", port));
        }
        assertThat(listeners.see(key("10.0.0.2", 1))).isEqualTo(Listeners.Seen.REFUSED);
        assertThat(listeners.see(key("10.0.0.1", 1))).isEqualTo(Listeners.Seen.KNOWN);
    }

    @Test
    void reportsAConnectionOnce() {
        assertThat(flows.connected(1)).isEqualTo(FlowTable.Seen.REPORT);
        assertThat(flows.connected(1)).isEqualTo(FlowTable.Seen.KNOWN);
        assertThat(flows.ended(1)).isEqualTo(new FlowTable.Ended(true, null));
        assertThat(flows.ended(1)).as("never seen in a dump").isEqualTo(new FlowTable.Ended(false, null));
    }

    @Test
    void waitsForOneRoundForAConnectionThatIsBeingMade() {
        Endpoint remote = end("10.0.0.9", 443);
        flows.beginRound();
        assertThat(flows.connecting(1, () -> remote)).isEqualTo(FlowTable.Seen.WAIT);
        assertThat(flows.connecting(2, () -> remote)).isEqualTo(FlowTable.Seen.WAIT);
        flows.beginRound();
        assertThat(flows.connecting(1, () -> remote)).as("hangs").isEqualTo(FlowTable.Seen.REPORT);
        assertThat(flows.connected(2)).as("succeeded").isEqualTo(FlowTable.Seen.REPORT);
        assertThat(flows.connecting(1, () -> remote)).isEqualTo(FlowTable.Seen.KNOWN);
        assertThat(flows.connected(1)).as("succeeded late").isEqualTo(FlowTable.Seen.KNOWN);
    }

    @Test
    void remembersWhereARefusedConnectionWent() {
        Endpoint remote = end("10.0.0.9", 443);
        flows.connecting(1, () -> remote);
        assertThat(flows.ended(1)).isEqualTo(new FlowTable.Ended(false, remote));
    }

    @Test
    void refusesMoreConnectionsThanItCanRemember() {
        flows.connected(1);
        flows.connected(2);
        assertThat(flows.connected(3)).isEqualTo(FlowTable.Seen.REFUSED);
        assertThat(flows.connecting(4, () -> end("10.0.0.9", 1))).isEqualTo(FlowTable.Seen.REFUSED);
        flows.ended(1);
        assertThat(flows.connected(3)).isEqualTo(FlowTable.Seen.REPORT);
    }

    @Test
    void forgetsWhatWasInNoDumpForLong() {
        flows.connected(1);
        for (int round = 0; round < 6; round++) {
            flows.beginRound();
            flows.endRound();
        }
        assertThat(flows.size()).isZero();
    }

    @Test
    void readsThePortRange() {
        assertThat(PortRange.parse("32768\t60999\n")).isEqualTo(new PortRange(32768, 60999));
        assertThat(PortRange.parse("1024 65535")).isEqualTo(new PortRange(1024, 65535));
        assertThat(PortRange.parse("nonsense")).isEqualTo(PortRange.USUAL);
        assertThat(PortRange.parse("999999999999 1")).isEqualTo(PortRange.USUAL);
        assertThat(PortRange.USUAL.contains(32768)).isTrue();
        assertThat(PortRange.USUAL.contains(80)).isFalse();
    }

    private boolean listens(String address, int port) {
        return listeners.listens(Transport.TCP, end(address, port));
    }

    private static Listeners.Key key(String address, int port) {
        return new Listeners.Key(Transport.TCP, end(address, port));
    }

    private static Endpoint end(String address, int port) {
        return new Endpoint(InetAddress.ofLiteral(address), port);
    }
}
