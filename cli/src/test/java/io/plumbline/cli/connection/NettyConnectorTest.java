// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.plumbline.cli.terminal.CommandFailure;
import io.plumbline.v1.AgentInfo;
import io.plumbline.v1.ListAgentsRequest;
import io.plumbline.v1.ListAgentsResponse;
import io.plumbline.v1.QueryServiceGrpc;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NettyConnectorTest {
    private static final QueryServiceGrpc.QueryServiceImplBase ONE_AGENT = new QueryServiceGrpc.QueryServiceImplBase() {
        @Override
        public void listAgents(ListAgentsRequest request, StreamObserver<ListAgentsResponse> answer) {
            answer.onNext(ListAgentsResponse.newBuilder()
                    .addAgents(AgentInfo.newBuilder().setNode("node-a"))
                    .build());
            answer.onCompleted();
        }
    };

    @Test
    void speaksOverAUnixSocket(@TempDir Path folder) throws Exception {
        var loop = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        Path socket = folder.resolve("collector.sock");
        Server server = NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toString()))
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .channelType(EpollServerDomainSocketChannel.class)
                .addService(ONE_AGENT)
                .build()
                .start();
        try {
            assertThat(node("unix:" + socket)).isEqualTo("node-a");
        } finally {
            server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
            var ignored = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void speaksOverLoopback() throws Exception {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ONE_AGENT)
                .build()
                .start();
        try {
            assertThat(node("127.0.0.1:" + server.getPort())).isEqualTo("node-a");
        } finally {
            server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void namesTheAddressWhereNobodyListens() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> node("127.0.0.1:" + port))
                .withMessage("collector.address: 127.0.0.1:" + port
                        + " (expected: a Plumbline collector that listens there): connection refused")
                .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(CommandFailure.UNREACHABLE));
    }

    @Test
    void namesASocketThatIsNotThere(@TempDir Path folder) {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> node("unix:" + folder.resolve("none.sock")))
                .withMessageEndingWith("that listens there): no such file or directory");
    }

    @Test
    void namesAServerThatIsNoCollector() throws Exception {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .build()
                .start();
        try {
            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(() -> node("127.0.0.1:" + server.getPort()))
                    .withMessageEndingWith("does not know this call of plumbline.v1.QueryService");
        } finally {
            server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:4420, true",
        "localhost:1, true",
        "[::1]:65535, true",
        "unix:/run/plumbline/collector.sock, true",
        "collector.plumbline.svc:4420, false",
        "10.0.0.1:4420, false",
        "127.0.0.1.example.org:1, false",
        "[2001:db8::1]:4420, false"
    })
    void knowsWhatStaysOnTheMachine(String text, boolean local) {
        var address = CollectorAddress.parse(text);
        assertThat(address.local()).isEqualTo(local);
        assertThat(address).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "host", "host:", ":1", "host:65536", "host:x", "unix:relative", "a b:1", "[::1]", "h:1/x"})
    void refusesOtherAddresses(String text) {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> CollectorAddress.parse(text))
                .withMessageStartingWith("collector.address: " + text + " (expected: ");
    }

    private static String node(String address) {
        var settings = new ConnectionSettings(
                CollectorAddress.parse(address), false, null, null, null, null, Duration.ofSeconds(10));
        try (CollectorConnection connection = new NettyConnector().open(settings)) {
            return connection
                    .call(stub -> stub.listAgents(ListAgentsRequest.getDefaultInstance()))
                    .getAgents(0)
                    .getNode();
        }
    }
}
