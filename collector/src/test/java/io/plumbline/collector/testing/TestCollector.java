// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.testing;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.plumbline.collector.Collector;
import io.plumbline.collector.CollectorSettings;
import io.plumbline.collector.store.Store;
import io.plumbline.collector.store.sqlite.SqliteStore;
import io.plumbline.service.config.Address;
import io.plumbline.v1.QueryServiceGrpc;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A collector on a unix socket in a folder of its own, which can be restarted on the same file. */
public final class TestCollector implements AutoCloseable {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final Path folder;
    private final CollectorSettings settings;
    private final UnaryOperator<Store> wrap;
    private Collector collector;
    private PrometheusRegistry registry = new PrometheusRegistry();

    private TestCollector(Path folder, UnaryOperator<CollectorSettings> adapt, UnaryOperator<Store> wrap) {
        this.folder = folder;
        this.wrap = wrap;
        this.settings = adapt.apply(CollectorSettings.of(
                new Address.Unix(folder.resolve("collector.sock")), folder.resolve("collector.db")));
        this.collector = run();
    }

    public static TestCollector start() {
        return start(settings -> settings);
    }

    public static TestCollector start(UnaryOperator<CollectorSettings> adapt) {
        return start(adapt, store -> store);
    }

    public static TestCollector start(UnaryOperator<CollectorSettings> adapt, UnaryOperator<Store> wrap) {
        try {
            return new TestCollector(Files.createTempDirectory("pl-col"), adapt, wrap);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public Collector collector() {
        return collector;
    }

    public Path folder() {
        return folder;
    }

    public Path storePath() {
        return folder.resolve("collector.db");
    }

    /** Stops the collector and starts another one with the same settings. */
    public void restart() {
        collector.close();
        collector = run();
    }

    public ManagedChannel channel() {
        return channel(collector.addresses().getFirst());
    }

    public ManagedChannel channel(Address address) {
        NettyChannelBuilder builder = switch (address) {
            case Address.Unix unix ->
                NettyChannelBuilder.forAddress(
                                new DomainSocketAddress(unix.path().toFile()))
                        .channelType(EpollDomainSocketChannel.class);
            case Address.Tcp tcp ->
                NettyChannelBuilder.forAddress(tcp.host(), tcp.port()).channelType(EpollSocketChannel.class);
        };
        ManagedChannel channel = builder.eventLoopGroup(loops).usePlaintext().build();
        channels.add(channel);
        return channel;
    }

    /** The text of {@code /metrics}. */
    public String metrics() {
        var text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, registry.scrape());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    public QueryServiceGrpc.QueryServiceBlockingStub people() {
        return QueryServiceGrpc.newBlockingStub(channel()).withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        channels.forEach(ManagedChannel::shutdownNow);
        collector.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** The lock rule of tests: quick enough to be met while the test looks on. */
    public static CollectorSettings lockingSoon(CollectorSettings settings) {
        return settings.withLock(Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(100));
    }

    private Collector run() {
        registry = new PrometheusRegistry();
        return Collector.start(
                settings, wrap.apply(SqliteStore.open(settings.store())), InstantSource.system(), registry);
    }
}
