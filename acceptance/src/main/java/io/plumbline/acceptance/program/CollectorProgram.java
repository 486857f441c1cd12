// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.program;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.Future;
import io.plumbline.v1.QueryServiceGrpc;
import io.plumbline.v1.QueryServiceGrpc.QueryServiceBlockingStub;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A collector on a unix socket of its own, that can be killed and started again. */
public final class CollectorProgram implements AutoCloseable {
    private static final long CALL_SECONDS = 20;

    private final Path directory;
    private final Duration minimumAge;
    private final Duration quietTime;
    private final List<String> settings;
    private final EventLoopGroup io = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private @Nullable Launched launched;
    private @Nullable ManagedChannel channel;

    /** {@code directory}: for its socket, store and log; a short path. */
    public CollectorProgram(Path directory, Duration minimumAge, Duration quietTime) {
        this(directory, minimumAge, quietTime, List.of("--kubernetes.mode", "off"));
    }

    /** Makes the same with other settings, as flags. */
    public CollectorProgram(Path directory, Duration minimumAge, Duration quietTime, List<String> settings) {
        this.directory = directory;
        this.minimumAge = minimumAge;
        this.quietTime = quietTime;
        this.settings = List.copyOf(settings);
    }

    /** The address that agents and people are given. */
    public String address() {
        return "unix:" + socket();
    }

    private Path socket() {
        return directory.resolve("collector.sock");
    }

    public void start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Launched.launcher("collector", "plumbline-collector").toString(),
                "--address",
                address(),
                "--store.path",
                directory.resolve("collector.db").toString(),
                "--cluster",
                "acceptance",
                "--lock.minimum-age",
                minimumAge.toSeconds() + "s",
                "--lock.quiet-time",
                quietTime.toSeconds() + "s",
                "--lock.check-interval",
                "1s",
                "--admin.address",
                "127.0.0.1:0"));
        command.addAll(settings);
        launched = Launched.start(command, directory.resolve("collector.log"));
        channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket().toFile()))
                .eventLoopGroup(io)
                .channelType(EpollDomainSocketChannel.class)
                .overrideAuthority("localhost")
                .usePlaintext()
                .build();
    }

    /** The query service; each stub's calls end after {@value #CALL_SECONDS} s. */
    public QueryServiceBlockingStub query() {
        ManagedChannel open = channel;
        if (open == null) {
            throw new IllegalStateException("collector: not started (expected: start() before)");
        }
        return QueryServiceGrpc.newBlockingStub(open)
                .withWaitForReady()
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
    }

    /** Ends it as a power failure would; {@link #start} starts it again on the same store. */
    public void kill() {
        Launched running = launched;
        if (running != null) {
            running.kill();
        }
        disconnect();
    }

    public String output() throws IOException {
        return launched == null ? "" : launched.output();
    }

    private void disconnect() {
        if (channel != null) {
            channel.shutdownNow();
            channel = null;
        }
    }

    @Override
    public void close() {
        disconnect();
        Launched running = launched;
        if (running != null) {
            running.close();
        }
        Future<?> ignored = io.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
