// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.link;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.plumbline.service.config.Address;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes the gRPC channel of one connection. */
final class CollectorChannel {

    private static final int MAX_MESSAGE_BYTES = 16 << 20;

    private CollectorChannel() {}

    /**
     * Prepares a channel; it connects at the first call.
     *
     * @throws IOException when a TLS file cannot be used; the message names the key and the file
     */
    static ManagedChannel open(CollectorLinkSettings settings, EventLoopGroup threads, Executor callbacks)
            throws IOException {
        NettyChannelBuilder builder = switch (settings.address()) {
            case Address.Unix unix ->
                NettyChannelBuilder.forAddress(
                                new DomainSocketAddress(unix.path().toString()))
                        .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
                        .overrideAuthority("localhost");
            case Address.Tcp tcp ->
                NettyChannelBuilder.forAddress(tcp.host(), tcp.port())
                        .channelType(EpollSocketChannel.class)
                        .keepAliveTime(20, TimeUnit.SECONDS)
                        .keepAliveTimeout(10, TimeUnit.SECONDS);
        };
        TlsFiles tls = settings.tls();
        if (tls == null) {
            builder.negotiationType(NegotiationType.PLAINTEXT);
        } else {
            builder.negotiationType(NegotiationType.TLS).sslContext(context(tls));
        }
        return builder.eventLoopGroup(threads)
                .executor(callbacks)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .disableRetry()
                .build();
    }

    /** Reads the files. */
    static SslContext context(TlsFiles tls) throws IOException {
        SslContextBuilder builder = GrpcSslContexts.forClient();
        try {
            builder.trustManager(readable(CollectorLinkSettings.AUTHORITY.name(), tls.authority()));
        } catch (IllegalArgumentException malformed) {
            throw malformed(CollectorLinkSettings.AUTHORITY.name(), tls.authority(), malformed);
        }
        Path certificate = tls.certificate();
        Path key = tls.key();
        if (certificate != null && key != null) {
            File chain = readable(CollectorLinkSettings.CERTIFICATE.name(), certificate);
            File secret = readable(CollectorLinkSettings.KEY.name(), key);
            try {
                builder.keyManager(chain, secret);
            } catch (IllegalArgumentException malformed) {
                throw malformed(CollectorLinkSettings.CERTIFICATE.name(), certificate, malformed);
            }
        }
        return builder.build();
    }

    private static File readable(String key, Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(key + ": " + file + " (expected: a readable PEM file)");
        }
        return file.toFile();
    }

    private static IOException malformed(String key, Path file, @Nullable Throwable cause) {
        return new IOException(key + ": " + file + " (expected: PEM; a key must be PKCS #8)", cause);
    }
}
