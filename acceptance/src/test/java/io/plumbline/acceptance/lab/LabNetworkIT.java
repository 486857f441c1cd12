// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.image.OciImage;
import io.plumbline.acceptance.lab.network.NameServer;
import io.plumbline.acceptance.lab.network.Outside;
import io.plumbline.acceptance.lab.network.Relay;
import io.plumbline.acceptance.lab.network.ServiceAddresses;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.pod.PodSpec;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes, and an outside with a name server. */
final class LabNetworkIT {
    @RegisterExtension
    static final LabExtension LAB = new LabExtension("networks");

    private static final String RESOLVER = "198.51.100.53";
    private static final AtomicInteger rotation = new AtomicInteger();

    static LabNode first;
    static LabNode second;
    static OciImage tools;
    static NameServer names;
    static Pod server;
    static Pod client;

    @BeforeAll
    static void start() throws IOException {
        first = LAB.lab().start(NodeSpec.debian("a"));
        Outside outside = LAB.lab().outside();
        second = LAB.lab().start(NodeSpec.current("b"));
        tools = first.image(Images.TOOLS);
        second.image(Images.TOOLS);
        outside.serve(443);
        names = outside.names(RESOLVER)
                .name("api.example.org", "203.0.113.7", "2001:db8::7")
                .name("web.shop.svc.cluster.local", "203.0.113.8")
                .alias("www.example.org", "api.example.org")
                .rotating("many.example.org", () -> "198.18.0." + rotation.incrementAndGet())
                .name(
                        "long.example.org",
                        IntStream.range(1, 60)
                                .mapToObj(host -> "203.0.113." + host)
                                .toArray(String[]::new));
        server = second.pods()
                .run(PodSpec.of("shop", "server-0")
                        .container(ContainerSpec.of("tcp", tools, "/usr/local/bin/converse", "listen6", "7000"))
                        .container(ContainerSpec.of("udp", tools, "/usr/local/bin/converse", "echo", "7001")));
        client = first.pods()
                .run(PodSpec.of("shop", "client-0")
                        .resolver(RESOLVER, "shop.svc.cluster.local")
                        .container(ContainerSpec.of("main", tools, "/bin/sleep", "1000")));
    }

    @Test
    void podsOfTwoNodesTalkOverBothFamiliesAndWithDatagrams() {
        assertThat(client(first, "converse", "connect", server.ip(), "7000")).isEqualTo("answered 1 of 1\n");
        assertThat(client(first, "converse", "connect", server.ip6(), "7000")).isEqualTo("answered 1 of 1\n");
        assertThat(client(first, "converse", "ask", server.ip(), "7001")).isEqualTo("answered 1 of 1\n");
        assertThat(client(first, "converse", "ask", server.ip6(), "7001")).isEqualTo("answered 1 of 1\n");
    }

    @Test
    void podsReachTheOutsideByNames() {
        long before = names.asked();
        assertThat(client(first, "lookup", "visit", "api.example.org", "443", "2", "1"))
                .isEqualTo("visited 2 of 2\n");
        assertThat(client(first, "lookup", "visit6", "api.example.org", "443")).isEqualTo("visited 1 of 1\n");
        assertThat(client(first, "lookup", "visit", "www.example.org", "443")).isEqualTo("visited 1 of 1\n");
        assertThat(client(first, "lookup", "visit", "web", "443")).isEqualTo("visited 1 of 1\n");
        assertThat(client(first, "lookup", "visit", "long.example.org", "443")).isEqualTo("visited 1 of 1\n");
        assertThat(client(first, "lookup", "visit", "many.example.org", "443", "9", "1"))
                .isEqualTo("visited 9 of 9\n");
        // A long answer is asked for twice.
        assertThat(names.asked() - before).isEqualTo(16);
        assertThat(rotation).hasValue(9);
        assertThat(client(first, "lookup", "scan", "198.18.7.0", "300", "444")).isEqualTo("scanned 300, answered 0\n");
    }

    @Test
    void aServiceAddressLeadsToAPodOfEitherNode() throws IOException {
        Pod near = first.pods()
                .run(PodSpec.of("shop", "near-0")
                        .container(ContainerSpec.of("tcp", tools, "/usr/local/bin/converse", "listen", "7000")));
        var services = new ServiceAddresses(first.network());
        services.lead("10.96.0.10", 80, server.ip(), 7000);
        services.lead("10.96.0.11", 80, near.ip(), 7000);
        assertThat(client(first, "converse", "connect", "10.96.0.10", "80")).isEqualTo("answered 1 of 1\n");
        assertThat(client(first, "converse", "connect", "10.96.0.11", "80")).isEqualTo("answered 1 of 1\n");
    }

    @Test
    void aPodOnTheHostsNetworkIsOnThatOfItsNode() throws IOException {
        Pod host = first.pods()
                .run(PodSpec.of("shop", "host-0")
                        .onHostNetwork()
                        .container(ContainerSpec.of("main", tools, "/bin/sleep", "1000")));
        assertThat(first.pods()
                        .exec(host.container("main"), "converse", "connect", server.ip(), "7000")
                        .output())
                .isEqualTo("answered 1 of 1\n");
    }

    @Test
    void anAddressIsUsedAgainByTheNextPod() throws IOException {
        first.containerd().nextAddress(99);
        Pod former = first.pods().run(sleeper("former-0"));
        assertThat(former.ip()).isEqualTo("10.88.1.99");
        assertThat(former.ip6()).isEqualTo("fd00:88:1::63");
        first.pods().remove(former);
        first.containerd().nextAddress(99);
        Pod next = first.pods().run(sleeper("next-0"));
        assertThat(next.ip()).isEqualTo(former.ip());
        assertThat(next.ip6()).isEqualTo(former.ip6());
    }

    @Test
    void aRelayAnswersInAnotherNetworkAndHoldsAnswersUp() throws IOException {
        try (ServerSocket service = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                Relay relay = Relay.open(first.network(), "127.0.0.1", service.getLocalPort())) {
            Thread.ofVirtual().start(() -> {
                try (Socket peer = service.accept()) {
                    peer.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException closing) {
                    // The test is over.
                }
            });
            relay.delay(Duration.ofMillis(300));
            long before = System.nanoTime();
            byte[] heard = first.network().within(() -> {
                try (var socket = new Socket()) {
                    socket.connect(new InetSocketAddress(
                            relay.address().getAddress(), relay.address().getPort()));
                    return socket.getInputStream().readAllBytes();
                }
            });
            assertThat(new String(heard, StandardCharsets.US_ASCII)).isEqualTo("hello\n");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    private static String client(LabNode node, String... command) {
        return node.pods().exec(client.container("main"), command).output();
    }

    private static PodSpec sleeper(String name) {
        return PodSpec.of("shop", name).container(ContainerSpec.of("main", tools, "/bin/sleep", "1000"));
    }
}
