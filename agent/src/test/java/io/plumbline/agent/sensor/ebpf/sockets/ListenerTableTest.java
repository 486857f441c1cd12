// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.SensorEvent.Owner;
import io.plumbline.profiles.behavior.Transport;
import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ListenerTableTest {
    private static final long NETWORK = 7;

    private final ListenerTable table = new ListenerTable();

    @Test
    void knowsWhoListensOnWhichAddress() {
        open("0.0.0.0", 80, 1, 10);
        open("::", 81, 2, 10);
        open("10.0.0.1", 82, 3, 10);
        open("10.0.0.2", 82, 4, 10);
        assertThat(owner("10.0.0.1", 80)).isEqualTo(1);
        assertThat(owner("10.0.0.1", 81)).isEqualTo(2);
        assertThat(owner("fd00::1", 81)).isEqualTo(2);
        assertThat(owner("10.0.0.1", 82)).isEqualTo(3);
        assertThat(owner("10.0.0.2", 82)).isEqualTo(4);
        assertThat(owner("10.0.0.3", 82)).isZero();
        assertThat(table.listens(8, Transport.TCP, end("10.0.0.1", 80))).isFalse();
        assertThat(table.listens(NETWORK, Transport.UDP, end("10.0.0.1", 80))).isFalse();
    }

    @Test
    void countsSocketsThatShareAnEnd() {
        assertThat(open("10.0.0.1", 80, 1, 10)).isTrue();
        assertThat(open("10.0.0.1", 80, 1, 11)).as("the same process").isFalse();
        assertThat(open("10.0.0.1", 80, 2, 12)).as("another process").isTrue();
        assertThat(close("10.0.0.1", 80, 13)).isFalse();
        assertThat(close("10.0.0.1", 80, 14)).isFalse();
        assertThat(close("10.0.0.1", 80, 15)).isTrue();
        assertThat(close("10.0.0.1", 80, 16)).as("nobody's").isTrue();
        assertThat(open("10.0.0.1", 80, 1, 17)).isTrue();
    }

    @Test
    void countsNothingTwiceThatALookHasCounted() {
        ListenerTable.Key key = new ListenerTable.Key(NETWORK, Transport.TCP, end("10.0.0.1", 80));
        assertThat(table.found(key, 2, 5, 100)).isTrue();
        assertThat(table.found(key, 2, 5, 101)).isFalse();
        // Records from before the look that are read after it.
        assertThat(open("10.0.0.1", 80, 5, 99)).isFalse();
        assertThat(close("10.0.0.1", 80, 100)).isFalse();
        assertThat(close("10.0.0.1", 80, 102)).isFalse();
        assertThat(close("10.0.0.1", 80, 103)).isTrue();
    }

    @Test
    void forgetsWhatALookDidNotFind() {
        open("10.0.0.1", 80, 1, 10);
        open("10.0.0.1", 81, 1, 10);
        table.opened(NETWORK, Transport.UDP, end("10.0.0.1", 82), 1, 10);
        table.opened(8, Transport.TCP, end("10.0.0.1", 80), 1, 10);
        ListenerTable.Key found = new ListenerTable.Key(NETWORK, Transport.TCP, end("10.0.0.1", 80));
        assertThat(table.missing(NETWORK, Set.of(found)))
                .containsExactly(new ListenerTable.Key(NETWORK, Transport.TCP, end("10.0.0.1", 81)));
        assertThat(owner("10.0.0.1", 81)).isZero();
        table.forget(NETWORK);
        assertThat(owner("10.0.0.1", 80)).isZero();
        assertThat(table.listens(8, Transport.TCP, end("10.0.0.1", 80))).isTrue();
    }

    @Test
    void remembersSoManyAndTheLatest() {
        for (int index = 0; index <= ListenerTable.MOST; index++) {
            table.opened(index, Transport.TCP, end("10.0.0.1", 80), 1, 10);
        }
        assertThat(table.listens(0, Transport.TCP, end("10.0.0.1", 80))).isFalse();
        assertThat(table.listens(ListenerTable.MOST, Transport.TCP, end("10.0.0.1", 80)))
                .isTrue();
    }

    @Test
    void tellsAFoundConnectionOnceAndItsEnd() {
        FoundFlows flows = new FoundFlows();
        var ends = new FoundFlows.Ends(end("10.0.0.1", 80), end("10.0.0.9", 40_000));
        var found = new FoundFlows.Found(Direction.INBOUND, Owner.UNKNOWN);
        assertThat(flows.add(NETWORK, ends, found)).isTrue();
        assertThat(flows.add(NETWORK, ends, found)).isFalse();
        assertThat(flows.closed(8, ends.local(), ends.remote())).isNull();
        assertThat(flows.closed(NETWORK, ends.local(), ends.remote())).isEqualTo(found);
        assertThat(flows.closed(NETWORK, ends.local(), ends.remote())).isNull();
        flows.add(NETWORK, ends, found);
        flows.retain(NETWORK, Set.of());
        assertThat(flows.add(NETWORK, ends, found)).isTrue();
        flows.forget(NETWORK);
        assertThat(flows.add(NETWORK, ends, found)).isTrue();
    }

    private boolean open(String address, int port, int pid, long at) {
        return table.opened(NETWORK, Transport.TCP, end(address, port), pid, at);
    }

    private boolean close(String address, int port, long at) {
        return table.closed(NETWORK, Transport.TCP, end(address, port), at);
    }

    private int owner(String address, int port) {
        return table.owner(NETWORK, Transport.TCP, end(address, port));
    }

    private static Endpoint end(String address, int port) {
        return new Endpoint(InetAddress.ofLiteral(address), port);
    }
}
