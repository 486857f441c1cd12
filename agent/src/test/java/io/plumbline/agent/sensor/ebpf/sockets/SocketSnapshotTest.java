// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorEvent.EventsLost;
import io.plumbline.agent.sensor.SensorEvent.FlowSeen;
import io.plumbline.agent.sensor.SensorEvent.ListenerClosed;
import io.plumbline.agent.sensor.SensorEvent.ListenerOpened;
import io.plumbline.agent.sensor.procfs.ProcessReader;
import io.plumbline.profiles.behavior.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Looks at a /proc that the test makes: network 77 with process 12, which serves on port 8080 and has one connection each way. */
@EnabledIf("littleEndian")
class SocketSnapshotTest {
    private static final long NETWORK = 77;
    private static final long START = 2_000_000_000L;
    private static final String HEADING =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    @TempDir
    private Path proc;

    private final SensorCounters counters = new SensorCounters();
    private final ListenerTable listeners = new ListenerTable();
    private final FoundFlows flows = new FoundFlows();
    private final List<SensorEvent> events = new ArrayList<>();

    static boolean littleEndian() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    @BeforeEach
    void makeProcess() throws IOException {
        process(12, NETWORK, 501, 502, 503, 504);
        process(3, 5);
        table(
                "tcp",
                row("0100000A:1F90", "00000000:0000", "0A", 501)
                        + row("0100000A:1F90", "0900000A:9C40", "01", 502)
                        + row("0100000A:9C41", "0900000A:01BB", "08", 503)
                        + row("0100000A:9C42", "0900000A:01BB", "02", 0)
                        + row("0100000A:9C43", "0900000A:01BB", "06", 0));
        table(
                "udp",
                row("00000000:14E9", "00000000:0000", "07", 504)
                        + row("00000000:9C40", "00000000:0000", "07", 0)
                        + row("0100000A:9C44", "0900000A:0035", "01", 0));
        table("tcp6", "");
        table("udp6", "");
    }

    @Test
    void tellsListenersThenConnectionsWithTheirOwners() {
        look(65_536, 100);
        assertThat(events)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("ListenerOpened", "ListenerOpened", "FlowSeen", "FlowSeen", "FlowSeen");
        ListenerOpened listener = (ListenerOpened) events.getFirst();
        assertThat(listener.local()).isEqualTo(end("10.0.0.1", 8080));
        assertThat(listener.found()).isTrue();
        assertThat(listener.socketInode()).isEqualTo(Reading.known(501L));
        assertThat(listener.owner().pid()).isEqualTo(Reading.known(12));
        assertThat(listener.owner().cgroup()).isEqualTo(Reading.known("0::/pod"));
        FlowSeen in = (FlowSeen) events.get(2);
        assertThat(in.direction()).isEqualTo(Direction.INBOUND);
        assertThat(in.remote()).isEqualTo(end("10.0.0.9", 40_000));
        FlowSeen out = (FlowSeen) events.get(3);
        assertThat(out.direction()).isEqualTo(Direction.OUTBOUND);
        assertThat(out.established()).isEqualTo(Reading.known(true));
        FlowSeen datagrams = (FlowSeen) events.get(4);
        assertThat(datagrams.transport()).isEqualTo(Transport.UDP);
        assertThat(datagrams.owner()).isEqualTo(SensorEvent.Owner.UNKNOWN);
        assertThat(listeners.owner(NETWORK, Transport.TCP, end("10.0.0.1", 8080)))
                .isEqualTo(12);
        assertThat(counters.get("udp-client-sockets")).isEqualTo(1);
    }

    @Test
    void tellsNothingTwiceAndWhatIsGone() throws IOException {
        SocketSnapshot snapshot = snapshot(65_536);
        snapshot.take(NETWORK, 12, 100, events::add);
        events.clear();
        snapshot.take(NETWORK, 12, 200, events::add);
        assertThat(events).extracting(event -> event.getClass().getSimpleName()).containsExactly("FlowSeen");
        assertThat(((FlowSeen) events.getFirst()).transport()).isEqualTo(Transport.UDP);
        events.clear();
        table("tcp", row("0100000A:1F91", "00000000:0000", "0A", 501));
        snapshot.take(NETWORK, 12, 300, events::add);
        assertThat(events)
                .filteredOn(event -> !(event instanceof FlowSeen))
                .satisfiesExactly(
                        opened -> assertThat(((ListenerOpened) opened).local().port())
                                .isEqualTo(8081),
                        closed -> assertThat(closed)
                                .isEqualTo(new ListenerClosed(300, NETWORK, Transport.TCP, end("10.0.0.1", 8080))));
    }

    @Test
    void looksAtSoManySocketsAndCountsTheOthers() {
        look(2, 100);
        assertThat(events).contains(new EventsLost(100, "flow-table-full", 6));
        assertThat(counters.get("flow-table-full")).isEqualTo(6);
        assertThat(events.stream().filter(event -> event instanceof SensorEvent.NetworkEvent))
                .hasSize(2);
    }

    @Test
    void looksThroughAnotherProcessWhenTheFirstIsGoneOrElsewhere() {
        snapshot(65_536).take(NETWORK, 3, 100, events::add);
        assertThat(events).hasSize(5);
        events.clear();
        snapshot(65_536).take(78, 12, 100, events::add);
        assertThat(events).as("nobody is in that network").isEmpty();
        assertThat(counters.get("socket-looks-failed")).isEqualTo(1);
    }

    @Test
    void standsTornTables() throws IOException {
        String whole = Files.readString(proc.resolve("12/net/tcp"));
        for (int length = 0; length < whole.length(); length += 3) {
            Files.writeString(proc.resolve("12/net/tcp"), whole.substring(0, length));
            look(65_536, 100);
        }
        Files.delete(proc.resolve("12/net/tcp6"));
        look(65_536, 100);
        assertThat(counters.get("socket-looks-failed")).isZero();
        Files.delete(proc.resolve("12/net/tcp"));
        look(65_536, 100);
        assertThat(counters.get("socket-looks-failed")).isEqualTo(1);
    }

    @Test
    void looksOnceAtWhatIsOlderThanTheSensorAndAgainAfterALoss() throws IOException {
        stat(12, 100);
        stat(3, 300);
        WatchedNetworks networks = new WatchedNetworks(snapshot(65_536), new ProcessReader(proc), START, 1000);
        networks.watch(NETWORK, 12);
        networks.watch(NETWORK, 12);
        networks.watch(5, 3);
        assertThat(networks.turn(START + 10_000, events::add)).isTrue();
        assertThat(networks.turn(START + 10_001, events::add)).isFalse();
        assertThat(counters.get("socket-looks")).isEqualTo(1);
        networks.lookAgain();
        assertThat(networks.turn(START + 10_002, events::add)).isTrue();
        assertThat(networks.turn(START + 10_003, events::add)).as("both").isTrue();
        assertThat(networks.turn(START + 10_004, events::add)).isFalse();
        networks.lookAgain();
        assertThat(networks.turn(START + 10_005, events::add)).as("too soon").isFalse();
        networks.unwatch(NETWORK);
        networks.unwatch(5);
        assertThat(networks.turn(START + 20_000, events::add)).isFalse();
        assertThat(listeners.listens(NETWORK, Transport.TCP, end("10.0.0.1", 8080)))
                .isFalse();
    }

    private void look(int most, long now) {
        snapshot(most).take(NETWORK, 12, now, events::add);
    }

    private SocketSnapshot snapshot(int most) {
        return new SocketSnapshot(proc, most, "0::", listeners, flows, counters);
    }

    private void process(int pid, long network, long... sockets) throws IOException {
        Path directory = Files.createDirectories(proc.resolve(Integer.toString(pid)));
        Files.createDirectories(directory.resolve("net"));
        Files.createSymbolicLink(
                Files.createDirectories(directory.resolve("ns")).resolve("net"), Path.of("net:[" + network + "]"));
        Files.writeString(directory.resolve("cgroup"), "1:name=systemd:/\n0::/pod\n");
        Path descriptors = Files.createDirectories(directory.resolve("fd"));
        Files.createSymbolicLink(descriptors.resolve("0"), Path.of("pipe:[9]"));
        for (int index = 0; index < sockets.length; index++) {
            Files.createSymbolicLink(
                    descriptors.resolve(Integer.toString(index + 3)), Path.of("socket:[" + sockets[index] + "]"));
        }
    }

    private void stat(int pid, long startTicks) throws IOException {
        Files.writeString(
                proc.resolve(pid + "/stat"),
                pid + " (x) S 1 1 1 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 " + startTicks + " 0 0\n");
    }

    private void table(String name, String rows) throws IOException {
        Files.writeString(proc.resolve("12/net").resolve(name), HEADING + rows);
    }

    private static String row(String local, String remote, String state, long inode) {
        return "   0: " + local + " " + remote + " " + state + " 00000000:00000000 00:00000000 00000000     0        0 "
                + inode + " 1 0000000000000000 100 0 0 10 0\n";
    }

    private static Endpoint end(String address, int port) {
        return new Endpoint(InetAddress.ofLiteral(address), port);
    }
}
