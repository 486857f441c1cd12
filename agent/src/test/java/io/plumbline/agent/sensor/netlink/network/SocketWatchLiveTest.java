// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent.FlowSeen;
import io.plumbline.agent.sensor.SensorEvent.ListenerClosed;
import io.plumbline.agent.sensor.SensorEvent.ListenerOpened;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.sensor.netlink.channel.NetworkNamespace;
import io.plumbline.agent.sensor.procfs.SocketOwners;
import io.plumbline.agent.testing.Patience;
import io.plumbline.agent.testing.RecordedEvents;
import io.plumbline.agent.testing.RootTest;
import io.plumbline.profiles.behavior.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Sockets of a network namespace that the test makes; each test has ports of its own. */
@RootTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SocketWatchLiveTest {
    private static final Path PROC = Path.of("/proc");
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final RecordedEvents events = new RecordedEvents();
    private final SensorCounters counters = new SensorCounters();
    private final SocketWatch watch =
            new SocketWatch(SensorSettings.defaults().withSocketDumpInterval(Duration.ofMillis(200)), events, counters);
    private final Thread thread = new Thread(watch, "plumbline-sockets");

    /** A platform thread that lives inside of the namespace. */
    private final ExecutorService inside = Executors.newSingleThreadExecutor();

    private Process holder;
    private long namespace;

    @BeforeAll
    void makeNamespace() throws Exception {
        String script = "ip link set lo up && echo ready && exec sleep 600";
        holder = new ProcessBuilder("unshare", "-n", "sh", "-c", script)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(holder.inputReader().readLine()).isEqualTo("ready");
        namespace =
                NetworkNamespace.inode(PROC.resolve(holder.pid() + "/ns/net")).orElseThrow();
        inside(() -> {
            enter();
            return null;
        });
        thread.start();
        watch.watch(namespace, (int) holder.pid());
        awaitDumps(1);
    }

    @AfterAll
    void removeNamespace() throws Exception {
        inside.shutdownNow();
        watch.close();
        thread.join(10_000);
        if (holder != null) {
            holder.destroyForcibly().waitFor();
        }
    }

    @Test
    void reportsBothEndsOfAShortConnectionOnce() throws Exception {
        inside(() -> {
            try (var server = new ServerSocket(7101, 5, LOOPBACK)) {
                listening(7101);
                try (var client = new Socket(LOOPBACK, 7101);
                        var accepted = server.accept()) {
                    client.getOutputStream().write(1);
                    assertThat(accepted.getInputStream().read()).isEqualTo(1);
                }
            }
            return null;
        });
        FlowSeen outbound = events.await(FlowSeen.class, flow -> flow.remote().port() == 7101);
        FlowSeen inbound = events.await(FlowSeen.class, flow -> flow.local().port() == 7101);
        assertThat(outbound.direction()).isEqualTo(Direction.OUTBOUND);
        assertThat(inbound.direction()).isEqualTo(Direction.INBOUND);
        assertThat(outbound.networkNamespace()).isEqualTo(namespace);
        assertThat(outbound.transport()).isEqualTo(Transport.TCP);
        assertThat(outbound.established()).isEqualTo(Reading.known(true));
        assertThat(inbound.established()).isEqualTo(Reading.known(true));
        assertThat(inbound.remote()).isEqualTo(outbound.local());
        events.await(ListenerClosed.class, closed -> closed.local().port() == 7101);
        assertThat(events.all(FlowSeen.class, flow -> flow.remote().port() == 7101))
                .hasSize(1);
    }

    @Test
    void reportsALongConnectionOnceAndFindsItsOwner() throws Exception {
        inside(() -> {
            try (var server = new ServerSocket(7102, 5, LOOPBACK)) {
                listening(7102);
                try (var client = new Socket(LOOPBACK, 7102);
                        var accepted = server.accept()) {
                    assertThat(accepted.isConnected() && client.isConnected()).isTrue();
                    FlowSeen flow =
                            events.await(FlowSeen.class, each -> each.remote().port() == 7102);
                    int self = (int) ProcessHandle.current().pid();
                    assertThat(new SocketOwners(PROC)
                                    .find(List.of(1, self), flow.socketInode().orElse(0L)))
                            .hasValue(self);
                    awaitDumps(3);
                }
            }
            return null;
        });
        awaitDumps(2);
        assertThat(events.all(FlowSeen.class, flow -> flow.remote().port() == 7102))
                .hasSize(1);
        assertThat(events.all(FlowSeen.class, flow -> flow.local().port() == 7102))
                .hasSize(1);
    }

    @Test
    void tellsARefusedConnectionFromAnEstablishedOne() throws Exception {
        inside(() -> {
            try (var socket = new Socket()) {
                assertThatThrownBy(() -> socket.connect(new InetSocketAddress(LOOPBACK, 7103), 1000))
                        .isInstanceOf(ConnectException.class);
            }
            return null;
        });
        FlowSeen refused =
                events.await(FlowSeen.class, flow -> flow.established().equals(Reading.known(false)));
        assertThat(refused.direction()).isEqualTo(Direction.OUTBOUND);
        assertThat(refused.remote().address()).isEqualTo(LOOPBACK);
        assertThat(refused.remote().port()).as("0 where the kernel forgot it").isIn(0, 7103);
    }

    @Test
    void knowsTheDirectionEvenOfAListenerThatLivedShort() throws Exception {
        inside(() -> {
            try (var server = new ServerSocket(7104, 5, LOOPBACK);
                    var client = new Socket(LOOPBACK, 7104);
                    var accepted = server.accept()) {
                assertThat(accepted.isConnected() && client.isConnected()).isTrue();
            }
            return null;
        });
        assertThat(events.await(FlowSeen.class, flow -> flow.local().port() == 7104)
                        .direction())
                .isEqualTo(Direction.INBOUND);
        assertThat(events.await(FlowSeen.class, flow -> flow.remote().port() == 7104)
                        .direction())
                .isEqualTo(Direction.OUTBOUND);
    }

    @Test
    void reportsConnectedDatagramsAndDatagramListenersButNotClients() throws Exception {
        inside(() -> {
            try (var server = new DatagramSocket(7105, LOOPBACK);
                    var client = new DatagramSocket();
                    var nameless = new DatagramSocket()) {
                client.connect(LOOPBACK, 7105);
                client.send(new DatagramPacket(new byte[1], 1));
                nameless.send(new DatagramPacket(new byte[1], 1, LOOPBACK, 7105));
                assertThat(server.isBound()).isTrue();
                ListenerOpened opened =
                        events.await(ListenerOpened.class, each -> each.local().port() == 7105);
                assertThat(opened.transport()).isEqualTo(Transport.UDP);
                assertThat(events.all(ListenerOpened.class, each -> each.local().port() == nameless.getLocalPort()))
                        .isEmpty();
                events.await(FlowSeen.class, each -> each.remote().port() == 7105);
            }
            return null;
        });
        FlowSeen flow = events.await(FlowSeen.class, each -> each.remote().port() == 7105);
        assertThat(flow.transport()).isEqualTo(Transport.UDP);
        assertThat(flow.direction()).isEqualTo(Direction.OUTBOUND);
        assertThat(flow.established()).isEqualTo(Reading.unknown("connectionless"));
        assertThat(counters.get("udp-client-sockets")).isPositive();
    }

    /** As getaddrinfo sorts addresses. Who asks for names lives short as well, and is told. */
    @Test
    void doesNotTakeADatagramSocketThatOnlyTriesForAConnection() throws Exception {
        long before = counters.get("udp-short-connections");
        inside(() -> {
            try (var tries = new DatagramSocket()) {
                tries.connect(LOOPBACK, 7106);
            }
            try (var asks = new DatagramSocket()) {
                asks.connect(LOOPBACK, 53);
            }
            return null;
        });
        events.await(FlowSeen.class, each -> each.remote().port() == 53);
        awaitDumps(2);
        assertThat(counters.get("udp-short-connections")).isGreaterThan(before);
        assertThat(events.all(FlowSeen.class, each -> each.remote().port() == 7106))
                .isEmpty();
    }

    @Test
    void saysWhyANamespaceIsNotWatched() {
        watch.watch(1234, (int) holder.pid());
        Patience.await("an unwatched network")
                .until(() -> watch.unwatched().getOrDefault(1234L, "").contains("expected: network namespace 1234"));
        watch.unwatch(1234);
        Patience.await("all networks watched").until(() -> watch.unwatched().isEmpty());
    }

    @Test
    void closesItsSocketsWhenANamespaceIsNoLongerWanted() {
        var other = new SocketWatch(SensorSettings.defaults(), events, counters);
        var otherThread = new Thread(other, "plumbline-sockets");
        otherThread.start();
        long before = counters.get("networks-closed");
        long opened = counters.get("networks-opened");
        other.watch(namespace, (int) holder.pid());
        Patience.await("a network opened").until(() -> counters.get("networks-opened") > opened);
        other.unwatch(namespace);
        Patience.await("a network closed").until(() -> counters.get("networks-closed") > before);
        other.close();
        Patience.await("the end of a thread").until(() -> !otherThread.isAlive());
    }

    private void listening(int port) {
        events.await(ListenerOpened.class, opened -> opened.local().port() == port);
    }

    private void awaitDumps(int more) {
        long wanted = counters.get("socket-dumps") + more;
        Patience.await("dumps of sockets").until(() -> counters.get("socket-dumps") >= wanted);
    }

    private <T> T inside(Callable<T> work) throws Exception {
        Future<T> result = inside.submit(work);
        return result.get();
    }

    private void enter() throws IOException {
        Path link = PROC.resolve(holder.pid() + "/ns/net");
        var path = ByteBuffer.allocateDirect(64);
        path.put((link + "\0").getBytes(StandardCharsets.US_ASCII)).flip();
        int fd = LibC.openat(LibC.AT_FDCWD, path, 0);
        if (LibC.setns(fd, LibC.CLONE_NEWNET) != 0) {
            throw new IOException("setns failed");
        }
        LibC.close(fd);
    }
}
