// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.KernelInterface;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorEvent.FlowClosed;
import io.plumbline.agent.sensor.SensorEvent.FlowSeen;
import io.plumbline.agent.sensor.SensorEvent.ListenerClosed;
import io.plumbline.agent.sensor.SensorEvent.ListenerOpened;
import io.plumbline.agent.testing.RootTest;
import io.plumbline.profiles.behavior.Transport;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TCP between two networks that the test makes: both ends, each with its process and its cgroup. Each test has ports of its own. */
@RootTest
class ConnectionsLiveTest extends TwoNetworksLiveTest {
    private static final int ETIMEDOUT = 110;
    private static final int ECONNREFUSED = 111;
    private static final int EHOSTUNREACH = 113;
    private static final int EINPROGRESS = 115;

    /** Made in {@link #beforeTheSensor}. */
    @SuppressWarnings("NullAway.Init")
    private Talker early;

    @Override
    void beforeTheSensor() throws Exception {
        early = Talker.start(program, networks.farPid(), networks.farCgroup());
        early.all("tcp6 0", "bind 0 :: 8000", "listen 0", "tcp4 1", "connect 1 10.77.0.2 8000", "accept 0 2");
        early.all("udp4 3", "bind 3 10.77.0.2 8001", "udp4 4", "connect 4 10.77.0.1 8002", "send 1 100", "recv 2 100");
    }

    @AfterAll
    void stopEarly() throws Exception {
        early.close();
    }

    @ParameterizedTest
    @CsvSource({"tcp4,10.77.0.2,8010", "tcp6,fd77::2,8011"})
    void tellsBothEndsOfAConnectionFromBeginningToEnd(String family, String address, int port) throws Exception {
        far.all(family + " 0", "bind 0 " + address + " " + port, "listen 0");
        ListenerOpened opened =
                events.await(ListenerOpened.class, each -> each.local().port() == port);
        assertThat(opened.transport()).isEqualTo(Transport.TCP);
        assertThat(opened.local().address()).isEqualTo(InetAddress.ofLiteral(address));
        assertThat(opened.found()).isFalse();
        assertThat(opened.networkNamespace()).isEqualTo(networks.farNetwork());
        theFarEnd(opened.owner());

        near.all(family + " 0", "connect 0 " + address + " " + port);
        far.ok("accept 0 1");
        FlowSeen out = events.await(FlowSeen.class, flow -> flow.remote().port() == port);
        FlowSeen in = events.await(FlowSeen.class, flow -> flow.local().port() == port);
        assertThat(out.direction()).isEqualTo(Direction.OUTBOUND);
        assertThat(out.established()).isEqualTo(Reading.known(true));
        assertThat(out.networkNamespace()).isEqualTo(networks.nearNetwork());
        assertThat(out.local().port()).isEqualTo(near.ok("port 0"));
        theNearEnd(out.owner());
        assertThat(in.direction()).isEqualTo(Direction.INBOUND);
        assertThat(in.established()).isEqualTo(Reading.known(true));
        assertThat(in.networkNamespace()).isEqualTo(networks.farNetwork());
        assertThat(in.remote()).isEqualTo(out.local());
        assertThat(in.local()).isEqualTo(out.remote());
        theFarEnd(in.owner());

        near.ok("send 0 100000");
        far.all("recv 1 100000", "send 1 30000");
        near.all("recv 0 30000", "close 0");
        assertThat(far.ok("ended 1")).isZero();
        far.ok("close 1");
        FlowClosed outClosed =
                events.await(FlowClosed.class, flow -> flow.remote().port() == port);
        FlowClosed inClosed =
                events.await(FlowClosed.class, flow -> flow.local().port() == port);
        assertThat(outClosed.direction()).isEqualTo(Direction.OUTBOUND);
        assertThat(outClosed.local()).isEqualTo(out.local());
        assertThat(List.of(outClosed.bytesSent(), outClosed.bytesReceived())).containsExactly(100_000L, 30_000L);
        theNearEnd(outClosed.owner());
        assertThat(inClosed.direction()).isEqualTo(Direction.INBOUND);
        assertThat(inClosed.remote()).isEqualTo(in.remote());
        assertThat(List.of(inClosed.bytesSent(), inClosed.bytesReceived())).containsExactly(30_000L, 100_000L);
        theFarEnd(inClosed.owner());

        far.ok("close 0");
        events.await(ListenerClosed.class, each -> each.local().port() == port);
        assertThat(events.all(FlowSeen.class, flow -> flow.remote().port() == port))
                .hasSize(1);
        assertThat(events.all(FlowSeen.class, flow -> flow.local().port() == port))
                .hasSize(1);
    }

    @Test
    void tellsTheBytesOfAConnectionThatTheServerEndsFirst() {
        connect(8015);
        far.all("send 1 5000", "shutdown 1");
        near.all("recv 0 5000", "send 0 7");
        assertThat(near.ok("ended 0")).isZero();
        near.ok("close 0");
        far.ok("recv 1 7");
        assertThat(far.ok("ended 1")).isZero();
        far.ok("close 1");
        FlowClosed out = events.await(FlowClosed.class, flow -> flow.remote().port() == 8015);
        FlowClosed in = events.await(FlowClosed.class, flow -> flow.local().port() == 8015);
        assertThat(List.of(out.bytesSent(), out.bytesReceived())).containsExactly(7L, 5000L);
        assertThat(List.of(in.bytesSent(), in.bytesReceived())).containsExactly(5000L, 7L);
    }

    @Test
    void tellsARefusedConnectionWithItsProcessAndPort() {
        near.ok("tcp4 0");
        assertThat(near.error("connect 0 10.77.0.2 8020")).isEqualTo(ECONNREFUSED);
        FlowSeen refused = events.await(FlowSeen.class, flow -> flow.remote().port() == 8020);
        assertThat(refused.established()).isEqualTo(Reading.known(false));
        assertThat(refused.direction()).isEqualTo(Direction.OUTBOUND);
        theNearEnd(refused.owner());
        near.ok("close 0");
        connect(8021);
        events.await(FlowSeen.class, flow -> flow.remote().port() == 8021);
        assertThat(events.all(FlowClosed.class, flow -> flow.remote().port() == 8020))
                .isEmpty();
    }

    @Test
    void tellsAConnectionThatNobodyWaitedFor() {
        far.all("tcp4 0", "bind 0 10.77.0.2 8030", "listen 0");
        near.all("tcp4 0", "nonblock 0");
        assertThat(near.error("connect 0 10.77.0.2 8030")).isEqualTo(EINPROGRESS);
        near.ok("writable 0");
        FlowSeen flow = events.await(FlowSeen.class, each -> each.remote().port() == 8030);
        assertThat(flow.established()).isEqualTo(Reading.known(true));
        theNearEnd(flow.owner());
    }

    @Test
    void tellsAConnectionThatWasGivenUp() {
        near.all("tcp4 0", "nonblock 0");
        // Nobody has this address.
        assertThat(near.error("connect 0 10.77.0.99 8040")).isEqualTo(EINPROGRESS);
        near.ok("close 0");
        FlowSeen flow = events.await(FlowSeen.class, each -> each.remote().port() == 8040);
        assertThat(flow.established()).isEqualTo(Reading.known(false));
        theNearEnd(flow.owner());
    }

    @Test
    void tellsAConnectionThatTimedOut() {
        near.all("tcp4 0", "nonblock 0", "patience 0 200");
        assertThat(near.error("connect 0 10.77.0.98 8041")).isEqualTo(EINPROGRESS);
        assertThat(near.error("writable 0")).isIn(ETIMEDOUT, EHOSTUNREACH);
        FlowSeen flow = events.await(FlowSeen.class, each -> each.remote().port() == 8041);
        assertThat(flow.established()).isEqualTo(Reading.known(false));
        theNearEnd(flow.owner());
    }

    @Test
    void takesAnIpv4AddressInIpv6FormForWhatItIs() {
        far.all("tcp6 0", "bind 0 :: 8050", "listen 0");
        near.all("tcp6 0", "connect 0 ::ffff:10.77.0.2 8050");
        far.ok("accept 0 1");
        FlowSeen out = events.await(FlowSeen.class, flow -> flow.remote().port() == 8050);
        FlowSeen in = events.await(FlowSeen.class, flow -> flow.local().port() == 8050);
        assertThat(out.remote().address()).isEqualTo(InetAddress.ofLiteral("10.77.0.2"));
        assertThat(in.local().address()).isEqualTo(InetAddress.ofLiteral("10.77.0.2"));
        assertThat(in.remote()).isEqualTo(out.local());
        theFarEnd(in.owner());
    }

    @Test
    void takesTheListenerForWhoeverAccepts() {
        far.all("tcp4 0", "bind 0 10.77.0.2 8060", "listen 0");
        int child = far.ok("forkaccept 0");
        near.all("tcp4 0", "connect 0 10.77.0.2 8060", "send 0 1");
        assertThat(far.ok("wait 0")).isEqualTo(child);
        FlowSeen in = events.await(FlowSeen.class, flow -> flow.local().port() == 8060);
        theFarEnd(in.owner());
    }

    @Test
    void tellsServersThatShareAPortApart() throws Exception {
        try (Talker second = Talker.start(program, networks.farPid(), networks.farCgroup())) {
            far.all("tcp4 0", "reuse 0", "bind 0 10.77.0.2 8070", "listen 0");
            second.all("tcp4 0", "reuse 0", "bind 0 10.77.0.2 8070", "listen 0");
            events.awaitCount(2, ListenerOpened.class, opened -> opened.local().port() == 8070);
            far.ok("close 0");
            near.all("tcp4 0", "connect 0 10.77.0.2 8070");
            FlowSeen in = events.await(FlowSeen.class, flow -> flow.local().port() == 8070);
            assertThat(in.owner().pid()).isEqualTo(Reading.known(second.pid()));
            assertThat(events.all(ListenerClosed.class, closed -> closed.local().port() == 8070))
                    .as("one is left")
                    .isEmpty();
            second.ok("close 0");
            events.await(ListenerClosed.class, closed -> closed.local().port() == 8070);
        }
    }

    @Test
    void tellsTwoServersOfOnePortByTheirAddresses() throws Exception {
        try (Talker second = Talker.start(program, networks.farPid(), networks.farCgroup())) {
            far.all("tcp4 0", "bind 0 10.77.0.2 8071", "listen 0");
            second.all("tcp4 0", "bind 0 127.0.0.1 8071", "listen 0", "tcp4 1", "connect 1 127.0.0.1 8071");
            FlowSeen in = events.await(
                    FlowSeen.class, flow -> flow.local().port() == 8071 && flow.direction() == Direction.INBOUND);
            assertThat(in.owner().pid()).isEqualTo(Reading.known(second.pid()));
        }
    }

    @Test
    void seesConnectionsThatAreMadeThroughARing() {
        far.all("tcp4 0", "bind 0 10.77.0.2 8080", "listen 0");
        near.all("tcp4 0", "uring 0 10.77.0.2 8080");
        FlowSeen flow = events.await(FlowSeen.class, each -> each.remote().port() == 8080);
        assertThat(flow.established()).isEqualTo(Reading.known(true));
        theNearEnd(flow.owner());
        SensorEvent.KernelUsed used = events.await(
                SensorEvent.KernelUsed.class,
                each -> each.pid() == near.pid() && each.used() == KernelInterface.IO_URING);
        assertThat(used.bootNanos()).isLessThanOrEqualTo(flow.bootNanos());
    }

    @Test
    void findsWhatWasThereBefore() throws Exception {
        sensor.watchNetwork(networks.farNetwork(), networks.farPid());
        sensor.watchNetwork(networks.farNetwork(), networks.farPid());
        ListenerOpened listener = events.await(
                ListenerOpened.class, each -> each.local().port() == 8000 && each.transport() == Transport.TCP);
        assertThat(listener.found()).isTrue();
        assertThat(listener.local().address()).isEqualTo(InetAddress.ofLiteral("::"));
        assertThat(listener.socketInode().toOptional()).isPresent();
        theEarlyOne(listener.owner());
        ListenerOpened datagrams =
                events.await(ListenerOpened.class, each -> each.local().port() == 8001);
        assertThat(datagrams.transport()).isEqualTo(Transport.UDP);
        theEarlyOne(datagrams.owner());
        FlowSeen in = events.await(FlowSeen.class, flow -> flow.local().port() == 8000);
        FlowSeen out = events.await(FlowSeen.class, flow -> flow.remote().port() == 8000);
        FlowSeen udp = events.await(FlowSeen.class, flow -> flow.remote().port() == 8002);
        assertThat(in.direction()).isEqualTo(Direction.INBOUND);
        assertThat(out.direction()).isEqualTo(Direction.OUTBOUND);
        assertThat(udp.transport()).isEqualTo(Transport.UDP);
        assertThat(List.of(in, out, udp)).allSatisfy(flow -> {
            assertThat(flow.found()).isTrue();
            theEarlyOne(flow.owner());
        });

        // A listener that a look found: who accepts now is known all the same.
        near.all("tcp4 0", "connect 0 10.77.0.2 8000");
        FlowSeen accepted = events.await(FlowSeen.class, flow -> flow.local().port() == 8000 && !flow.found());
        theEarlyOne(accepted.owner());

        early.all("send 2 50", "recv 1 50", "close 1", "close 2");
        FlowClosed closed = events.await(
                FlowClosed.class,
                flow -> flow.remote().port() == 8000 && flow.networkNamespace() == in.networkNamespace());
        assertThat(closed.direction()).isEqualTo(Direction.OUTBOUND);
        assertThat(List.of(closed.bytesSent(), closed.bytesReceived())).containsExactly(100L, 50L);
        theEarlyOne(closed.owner());
        assertThat(events.all(FlowSeen.class, flow -> flow.remote().port() == 8000 && flow.found()))
                .hasSize(1);
        sensor.unwatchNetwork(networks.farNetwork());
    }

    private void connect(int port) {
        far.all("tcp4 0", "bind 0 10.77.0.2 " + port, "listen 0");
        near.all("tcp4 0", "connect 0 10.77.0.2 " + port);
        far.ok("accept 0 1");
    }

    private void theNearEnd(SensorEvent.Owner owner) {
        assertThat(owner.pid()).isEqualTo(Reading.known(near.pid()));
        assertThat(owner.cgroup()).isEqualTo(Reading.known(TwoNetworks.text(networks.nearCgroup())));
    }

    private void theFarEnd(SensorEvent.Owner owner) {
        assertThat(owner.pid()).isEqualTo(Reading.known(far.pid()));
        assertThat(owner.cgroup()).isEqualTo(Reading.known(TwoNetworks.text(networks.farCgroup())));
    }

    private void theEarlyOne(SensorEvent.Owner owner) {
        assertThat(owner.pid()).isEqualTo(Reading.known(early.pid()));
        assertThat(owner.cgroup()).isEqualTo(Reading.known(TwoNetworks.text(networks.farCgroup())));
    }
}
