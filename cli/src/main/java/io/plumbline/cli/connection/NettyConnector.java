// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.connection;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.plumbline.cli.terminal.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Connections over TCP (with TLS unless the address is local) and unix sockets. */
public final class NettyConnector implements Connector {
    /** Profiles of large workloads are larger than gRPC's default of 4 MiB. */
    private static final int LARGEST_MESSAGE = 64 * 1024 * 1024;

    @Override
    public CollectorConnection open(ConnectionSettings settings) {
        return switch (settings.address()) {
            case CollectorAddress.UnixSocket socket -> unix(settings, socket);
            case CollectorAddress.HostPort address -> tcp(settings, address);
        };
    }

    private static CollectorConnection unix(ConnectionSettings settings, CollectorAddress.UnixSocket socket) {
        var loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        ManagedChannel channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.path()))
                .eventLoopGroup(loop)
                .channelType(EpollDomainSocketChannel.class)
                .overrideAuthority("localhost")
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .usePlaintext()
                .build();
        return new CollectorConnection(settings, channel, () -> {
            var ignored = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        });
    }

    private static CollectorConnection tcp(ConnectionSettings settings, CollectorAddress.HostPort address) {
        var builder =
                NettyChannelBuilder.forAddress(address.host(), address.port()).maxInboundMessageSize(LARGEST_MESSAGE);
        if (settings.tls()) {
            builder.sslContext(sslContext(settings));
            if (settings.serverName() != null) {
                builder.overrideAuthority(settings.serverName());
            }
        } else {
            builder.usePlaintext();
        }
        return new CollectorConnection(settings, builder.build(), () -> {});
    }

    private static SslContext sslContext(ConnectionSettings settings) {
        var builder = GrpcSslContexts.configure(SslContextBuilder.forClient());
        Path ca = settings.ca();
        if (ca != null) {
            read("tls-ca", ca, "a file of PEM certificates", () -> builder.trustManager(ca.toFile()));
        }
        Path certificate = settings.certificate();
        Path key = settings.key();
        if (certificate != null && key != null) {
            readable("tls-cert", certificate);
            read(
                    "tls-key",
                    key,
                    "a PKCS#8 private key in PEM that fits --tls-cert",
                    () -> builder.keyManager(certificate.toFile(), key.toFile()));
        }
        try {
            return builder.build();
        } catch (SSLException e) {
            throw CommandFailure.usage("tls: " + e.getMessage() + " (expected: certificates that fit together)");
        }
    }

    private static void read(String option, Path file, String expected, Runnable reading) {
        readable(option, file);
        try {
            reading.run();
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(option + ": " + file + " (expected: " + expected + "): " + innermost(e));
        }
    }

    private static void readable(String option, Path file) {
        if (!Files.isReadable(file)) {
            throw CommandFailure.usage(option + ": " + file + " (expected: a file that can be read)");
        }
    }

    private static @Nullable String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }
}
