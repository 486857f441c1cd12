// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.cluster;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.Future;
import io.plumbline.acceptance.bench.process.MetricsText;
import io.plumbline.acceptance.bench.process.ProcFile;
import io.plumbline.acceptance.bench.process.Started;
import io.plumbline.acceptance.lab.runtime.Command;
import io.plumbline.acceptance.program.Launched;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The collector as it is delivered, except that its garbage can be collected when somebody asks. */
final class MeasuredCollector implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final EventLoopGroup io = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path directory;
    private final int port;
    private final Started process;
    private final ManagedChannel channel;

    private MeasuredCollector(Path directory, int port, Started process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
        this.channel = NettyChannelBuilder.forAddress(
                        new DomainSocketAddress(directory.resolve("c.sock").toFile()))
                .eventLoopGroup(io)
                .channelType(EpollDomainSocketChannel.class)
                .overrideAuthority("localhost")
                .usePlaintext()
                .build();
    }

    /** {@code directory}: a short path. Waits until it serves health. */
    static MeasuredCollector start(Path directory, String... settings) throws IOException {
        Files.createDirectories(directory);
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                "env",
                "PLUMBLINE_JAVA_OPTS=-XX:-DisableAttachMechanism",
                Launched.launcher("collector", "plumbline-collector").toString(),
                "--address",
                "unix:" + directory.resolve("c.sock"),
                "--store.path",
                directory.resolve("c.db").toString(),
                "--admin.address",
                "127.0.0.1:" + port));
        command.addAll(List.of(settings));
        var collector =
                new MeasuredCollector(directory, port, Started.start(command, directory.resolve("collector.log")));
        collector.awaitHealth("store: ok");
        return collector;
    }

    void awaitHealth(String line) throws IOException {
        process.awaitThat(() -> get("/readyz").lines().anyMatch(line::equals), "collector, " + line, LIMIT);
    }

    /** Bytes of the heap that are in use, after everything that was not was collected. */
    double liveHeap() throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        for (int round = 0; round < 2; round++) {
            Command.of(jcmd.toString(), Long.toString(process.pid()), "GC.run").run();
        }
        return metrics().get("jvm_memory_used_bytes", "area", "heap");
    }

    MetricsText metrics() throws IOException {
        return MetricsText.parse(get("/metrics"));
    }

    double peakMebibytes() throws IOException {
        return ProcFile.peakResidentBytes(process.pid()) / (double) (1 << 20);
    }

    ManagedChannel channel() {
        return channel;
    }

    Path log() {
        return directory.resolve("collector.log");
    }

    private String get(String path) throws IOException {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (ConnectException notYet) {
            return "";
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopping);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        process.close();
        http.close();
        Future<?> ignored = io.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
