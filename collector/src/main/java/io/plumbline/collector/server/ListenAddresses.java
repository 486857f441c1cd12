// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.server;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.plumbline.collector.access.CallerInterceptor;
import io.plumbline.service.config.Address;
import io.plumbline.service.config.ConfigurationException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of the collector, all with the same services. Unix sockets and, without certificates, the loopback
 * speak plain HTTP/2; every TCP address speaks TLS when certificates are given. Plain text never leaves the machine.
 */
public final class ListenAddresses implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 4 << 20;

    private final EventLoopGroup accepting = loops("plumbline-accept", 1);
    private final EventLoopGroup working = loops("plumbline-grpc", 2);
    private final ExecutorService calls = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("plumbline-call-", 0).factory());
    private final List<Server> servers = new ArrayList<>();
    private final List<Address> bound = new ArrayList<>();
    private final List<SocketFile> sockets = new ArrayList<>();

    private ListenAddresses() {}

    /**
     * Listens on all addresses, or on none.
     *
     * @throws ConfigurationException naming the address and what was expected
     */
    public static ListenAddresses start(
            List<Address> addresses,
            Optional<TlsSettings> certificates,
            SocketMode socketMode,
            List<BindableService> services) {
        for (Address address : addresses) {
            if (!address.isLocal() && certificates.isEmpty()) {
                throw new ConfigurationException(
                        "address: " + address
                                + " (expected: a loopback address or unix:/path, or tls.certificate, tls.key and tls.client-authority)");
            }
        }
        SslContext tls = certificates.map(TlsSettings::context).orElse(null);
        var listeners = new ListenAddresses();
        try {
            for (Address address : addresses) {
                listeners.listen(address, tls, socketMode, services);
            }
            return listeners;
        } catch (RuntimeException failed) {
            listeners.close();
            throw failed;
        }
    }

    /** The addresses in use, with the port that was taken for port 0. */
    public List<Address> addresses() {
        return List.copyOf(bound);
    }

    /** Takes no more calls; those that run go on. */
    public void stopAccepting() {
        servers.forEach(Server::shutdown);
    }

    /** Ends what still runs after a moment, and removes the sockets. Idempotent. */
    @Override
    public void close() {
        stopAccepting();
        try {
            for (Server server : servers) {
                if (!server.awaitTermination(2, TimeUnit.SECONDS)) {
                    server.shutdownNow();
                    server.awaitTermination(2, TimeUnit.SECONDS);
                }
            }
            for (SocketFile socket : sockets) {
                socket.remove();
            }
        } catch (InterruptedException leave) {
            Thread.currentThread().interrupt();
        } catch (IOException ignored) {
            // A socket file that stays is cleared by the next start.
        }
        sockets.clear();
        calls.shutdown();
        accepting.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        working.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private void listen(
            Address address, @Nullable SslContext tls, SocketMode socketMode, List<BindableService> services) {
        boolean encrypted = tls != null && address instanceof Address.Tcp;
        NettyServerBuilder builder = builder(address)
                .bossEventLoopGroup(accepting)
                .workerEventLoopGroup(working)
                .executor(calls)
                .intercept(new CallerInterceptor(encrypted))
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(20, TimeUnit.SECONDS)
                .keepAliveTimeout(10, TimeUnit.SECONDS);
        services.forEach(builder::addService);
        if (encrypted) {
            builder.sslContext(tls);
        }
        try {
            Server server = builder.build().start();
            servers.add(server);
            if (address instanceof Address.Unix unix) {
                var socket = new SocketFile(unix);
                sockets.add(socket);
                socket.protect(socketMode);
            }
            bound.add(address instanceof Address.Tcp tcp ? new Address.Tcp(tcp.host(), server.getPort()) : address);
        } catch (IOException taken) {
            Throwable cause = taken.getCause() == null ? taken : taken.getCause();
            throw new ConfigurationException(
                    "address: " + address + " (expected: a free address of this machine): " + cause.getMessage());
        }
    }

    private static NettyServerBuilder builder(Address address) {
        return switch (address) {
            case Address.Unix unix -> {
                new SocketFile(unix).clear();
                yield NettyServerBuilder.forAddress(
                                new DomainSocketAddress(unix.path().toFile()))
                        .channelType(EpollServerDomainSocketChannel.class);
            }
            case Address.Tcp tcp ->
                NettyServerBuilder.forAddress(tcp.toSocketAddress()).channelType(EpollServerSocketChannel.class);
        };
    }

    private static EventLoopGroup loops(String name, int threads) {
        return new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory(name, true), EpollIoHandler.newFactory());
    }
}
