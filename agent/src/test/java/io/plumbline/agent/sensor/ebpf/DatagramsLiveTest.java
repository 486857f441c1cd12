// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorEvent.FlowSeen;
import io.plumbline.agent.sensor.SensorEvent.ListenerOpened;
import io.plumbline.agent.sensor.SensorEvent.SocketCreated;
import io.plumbline.agent.sensor.SensorEvent.UnixConnected;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.sensor.ebpf.program.EbpfSettings;
import io.plumbline.agent.sensor.ebpf.signal.Signal;
import io.plumbline.agent.testing.RecordedEvents;
import io.plumbline.agent.testing.RootTest;
import io.plumbline.profiles.behavior.Transport;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Datagrams between two networks that the test makes, unix sockets and sockets of rare kinds. At the end of each test the near
 * process connects to the mark's port: what was not told before that is never told.
 */
@RootTest
class DatagramsLiveTest extends TwoNetworksLiveTest {
    @ParameterizedTest
    @CsvSource({
        "udp4,10.77.0.2,udp4,10.77.0.2,8110",
        "udp6,fd77::2,udp6,fd77::2,8111",
        "udp4,10.77.0.2,udp6,::,8112",
        "udp6,::ffff:10.77.0.2,udp6,::,8113",
        "udp6,::ffff:10.77.0.2,udp4,10.77.0.2,8114",
    })
    void tellsClientAndServerApart(String client, String to, String server, String at, int port) {
        far.all(server + " 0", "bind 0 " + at + " " + port);
        near.all(client + " 0", "sendto 0 " + to + " " + port + " 00");
        far.ok("reply 0");
        near.all("recvfrom 0", "sendto 0 " + to + " " + port + " 00");
        far.ok("reply 0");
        near.ok("recvfrom 0");
        mark();
        List<FlowSeen> flows = flows(port);
        assertThat(flows).hasSize(2);
        FlowSeen out = only(flows, networks.nearNetwork());
        FlowSeen in = only(flows, networks.farNetwork());
        assertThat(out.direction()).isEqualTo(Direction.OUTBOUND);
        assertThat(out.transport()).isEqualTo(Transport.UDP);
        assertThat(out.established()).isEqualTo(Reading.unknown("connectionless"));
        assertThat(out.remote().address()).isEqualTo(InetAddress.ofLiteral(to));
        owner(out.owner(), near, networks.nearCgroup());
        assertThat(in.direction()).isEqualTo(Direction.INBOUND);
        assertThat(in.local().port()).isEqualTo(port);
        owner(in.owner(), far, networks.farCgroup());
    }

    @Test
    void tellsAConnectedClientOnceAndNotWhatItReceives() {
        far.all("udp4 0", "bind 0 10.77.0.2 8120");
        near.all("udp4 0", "connect 0 10.77.0.2 8120", "send 0 10");
        far.ok("reply 0");
        // With the sender's address, as the resolver of glibc does.
        near.ok("recvfrom 0");
        mark();
        FlowSeen out = only(flows(8120), networks.nearNetwork());
        assertThat(out.direction()).isEqualTo(Direction.OUTBOUND);
        owner(out.owner(), near, networks.nearCgroup());
    }

    @ParameterizedTest
    @CsvSource({"udp4,10.77.0.2,8121", "udp6,fd77::2,8122", "udp6,::ffff:10.77.0.2,8123"})
    void tellsAConnectionWithItsFirstDatagram(String client, String to, int port) {
        near.all(client + " 0", "connect 0 " + to + " " + port);
        mark();
        assertThat(flows(port)).isEmpty();

        near.all("hex 0 00", "connect 0 " + to + " " + port);
        mark();
        FlowSeen out = only(flows(port), networks.nearNetwork());
        assertThat(out.direction()).isEqualTo(Direction.OUTBOUND);
        assertThat(out.remote().address()).isEqualTo(InetAddress.ofLiteral(to));
        assertThat(out.local().port()).isNotZero();
        owner(out.owner(), near, networks.nearCgroup());
    }

    /** As getaddrinfo sorts addresses: one socket tries all of them, and is closed. */
    @Test
    void tellsNothingOfAConnectionWithoutADatagram() {
        near.all("udp4 0", "connect 0 10.77.0.2 8124", "connect 0 10.77.0.1 8124", "connect 0 10.77.0.2 53", "close 0");
        near.all("udp6 1", "connect 1 fd77::2 8124", "connect 1 ::ffff:10.77.0.2 8124", "close 1");
        mark();
        assertThat(flows(8124)).isEmpty();
        assertThat(flows(53)).isEmpty();
    }

    @Test
    void tellsAConnectionThatHearsFirst() {
        far.all("udp4 0", "bind 0 10.77.0.2 8125");
        near.all("udp4 0", "bind 0 10.77.0.1 8126", "connect 0 10.77.0.2 8125");
        far.ok("sendto 0 10.77.0.1 8126 00");
        near.ok("recv 0 1");
        mark();
        FlowSeen out = only(
                flows(8125).stream().filter(flow -> flow.local().port() == 8126).toList(), networks.nearNetwork());
        assertThat(out.direction()).isEqualTo(Direction.OUTBOUND);
        owner(out.owner(), near, networks.nearCgroup());
    }

    /** As servers of DTLS and QUIC do: a socket for each client, connected to it. */
    @Test
    void takesAConnectionToWhoSpokeFirstForAnAnswer() {
        far.all("udp4 0", "reuse 0", "bind 0 10.77.0.2 8127");
        near.all("udp4 0", "bind 0 10.77.0.1 8128", "sendto 0 10.77.0.2 8127 00");
        far.all("recvfrom 0", "udp4 1", "reuse 1", "bind 1 10.77.0.2 8127", "connect 1 10.77.0.1 8128", "hex 1 00");
        near.ok("recvfrom 0");
        mark();
        assertThat(flows(8127))
                .extracting(FlowSeen::direction)
                .containsExactlyInAnyOrder(Direction.OUTBOUND, Direction.INBOUND);
    }

    @Test
    void tellsAConnectionAtOnceWhereNobodySeesPackets() throws Exception {
        var seen = new RecordedEvents();
        var signals = EnumSet.complementOf(EnumSet.of(Signal.DNS));
        try (EbpfSensor other = EbpfSensor.open(
                SensorSettings.defaults(), EbpfSettings.defaults().withSignals(signals))) {
            other.start(seen);
            near.all("udp4 0", "connect 0 10.77.0.2 8119");
            FlowSeen out = seen.await(FlowSeen.class, flow -> flow.remote().port() == 8119);
            owner(out.owner(), near, networks.nearCgroup());
        }
    }

    /** A connection that the kernel refuses leaves the former peer; the datagram goes there and is told so. */
    @Test
    void tellsThePeerThatTheDatagramGoesTo() {
        near.all("udp4 0", "connect 0 10.77.0.2 8129");
        near.error("connect 0 192.0.2.1 8129");
        near.ok("hex 0 00");
        mark();
        assertThat(only(flows(8129), networks.nearNetwork()).remote().address())
                .isEqualTo(InetAddress.ofLiteral("10.77.0.2"));
    }

    @Test
    void tellsAForwarderWithOneSocketForBothSides() {
        far.all("udp4 0", "bind 0 10.77.0.2 8130", "udp4 1", "bind 1 10.77.0.2 8131");
        near.all("udp4 0", "bind 0 10.77.0.1 8132");
        // A client asks the forwarder, which asks another, which answers; then the client gets its answer.
        far.ok("sendto 0 10.77.0.1 8132 00");
        near.all("recvfrom 0", "sendto 0 10.77.0.2 8131 00");
        far.ok("reply 1");
        near.all("recvfrom 0", "sendto 0 10.77.0.2 8130 00");
        far.ok("recvfrom 0");
        mark();
        List<FlowSeen> forwarder = events.all(
                FlowSeen.class,
                flow -> flow.networkNamespace() == networks.nearNetwork()
                        && flow.local().port() == 8132);
        assertThat(forwarder)
                .extracting(flow -> flow.direction() + " " + flow.remote().port())
                .containsExactly("INBOUND 8130", "OUTBOUND 8131");
    }

    @Test
    void tellsRepeatedDatagramsOnceAndCountsThem() {
        long before = repeated();
        near.all("udp4 0", "datagrams 0 10.77.0.2 8140 500", "udp4 1", "datagrams 1 10.77.0.2 8140 500");
        mark();
        assertThat(flows(8140)).hasSize(1);
        assertThat(repeated() - before).isGreaterThanOrEqualTo(999);
    }

    @Test
    void tellsAnInboundClientOnceWhateverItsPort() {
        far.all("udp4 0", "bind 0 10.77.0.2 8150");
        near.all("udp4 0", "udp4 1", "udp4 2");
        for (int client = 0; client < 3; client++) {
            near.ok("sendto " + client + " 10.77.0.2 8150 00");
            far.ok("reply 0");
        }
        mark();
        assertThat(flows(8150))
                .extracting(FlowSeen::direction)
                .containsExactlyInAnyOrder(Direction.OUTBOUND, Direction.INBOUND);
    }

    @Test
    void tellsServersOfDatagramsButNotClientsThatBind() {
        far.all("udp4 0", "bind 0 10.77.0.2 8160", "udp6 1", "bind 1 :: 8161", "udp4 2", "bind 2 10.77.0.2 40000");
        far.all("udp4 3", "bind 3 10.77.0.2 0", "udp4 4", "bind 4 0.0.0.0 61500");
        mark();
        List<ListenerOpened> opened = events.all(
                ListenerOpened.class,
                each -> each.transport() == Transport.UDP && each.owner().pid().equals(Reading.known(far.pid())));
        assertThat(opened).extracting(each -> each.local().port()).containsExactly(8160, 8161, 61500);
        owner(opened.getFirst().owner(), far, networks.farCgroup());
    }

    @Test
    void tellsUnixSocketsByTheirNamesAsTheyWereGiven(@TempDir Path directory) {
        String socket = directory.resolve("runtime.sock").toString();
        // Abstract names belong to a network namespace, paths to a file system.
        far.all("unix 0", "unixlisten 0 " + hex(socket));
        near.all("unix 9", "unixlisten 9 " + hex("\0plumb\0test"));
        near.all("unix 0", "path 0 " + hex(socket + "\0"), "unix 1", "path 1 " + hex("\0plumb\0test"));
        near.all("chdir 0 " + directory, "unix 2", "path 2 " + hex("runtime.sock"), "unix 3");
        near.error("path 3 " + hex("nowhere"));
        mark();
        assertThat(events.all(UnixConnected.class, each -> each.pid() == near.pid()))
                .extracting(UnixConnected::path)
                .containsExactly(socket, "@plumb@test", "runtime.sock");
    }

    @Test
    void tellsSocketsOfRareKinds() {
        near.all("socket 0 2 3 1", "socket 1 10 3 58", "socket 2 17 3 768", "socket 3 2 1 0", "socket 4 2 2 0");
        // AF_VSOCK, where the kernel has it.
        near.begin("socket 5 40 1 0");
        boolean vsock = near.answer().startsWith("ok");
        mark();
        List<SocketCreated> created = events.all(SocketCreated.class, each -> each.pid() == near.pid());
        assertThat(created)
                .extracting(each -> each.family() + " " + each.type() + " " + each.protocol())
                .startsWith("2 3 1", "10 3 58", "17 3 768")
                .hasSize(vsock ? 4 : 3);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private long repeated() {
        return sensor.counters().getOrDefault("datagrams-repeated", 0L);
    }

    private List<FlowSeen> flows(int port) {
        return events.all(
                FlowSeen.class,
                flow -> flow.local().port() == port || flow.remote().port() == port);
    }

    private static FlowSeen only(List<FlowSeen> flows, long network) {
        List<FlowSeen> there = flows.stream()
                .filter(flow -> flow.networkNamespace() == network)
                .toList();
        assertThat(there).hasSize(1);
        return there.getFirst();
    }

    private static void owner(SensorEvent.Owner owner, Talker talker, Path cgroup) {
        assertThat(owner.pid()).isEqualTo(Reading.known(talker.pid()));
        assertThat(owner.cgroup()).isEqualTo(Reading.known(TwoNetworks.text(cgroup)));
    }
}
