// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.link;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.plumbline.v1.Ack;
import io.plumbline.v1.AgentMessage;
import io.plumbline.v1.AgentServiceGrpc;
import io.plumbline.v1.ClusterView;
import io.plumbline.v1.CollectorMessage;
import io.plumbline.v1.Hello;
import io.plumbline.v1.PeerAnswer;
import io.plumbline.v1.PeerQuestion;
import io.plumbline.v1.Pod;
import io.plumbline.v1.PodContext;
import io.plumbline.v1.Profile;
import io.plumbline.v1.ResolvePeersRequest;
import io.plumbline.v1.ResolvePeersResponse;
import io.plumbline.v1.Welcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A collector of a few lines on a real unix socket; what it received survives its restarts. */
public final class FakeCollector extends AgentServiceGrpc.AgentServiceImplBase implements AutoCloseable {

    public final List<Hello> hellos = new CopyOnWriteArrayList<>();
    public final List<AgentMessage> received = new CopyOnWriteArrayList<>();
    final List<AgentMessage> statuses = new CopyOnWriteArrayList<>();
    final Map<String, Long> durable = new ConcurrentHashMap<>();
    volatile boolean acknowledges = true;
    volatile boolean welcomes = true;
    volatile Status refusal = Status.OK;

    private final Path socket;
    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final List<StreamObserver<CollectorMessage>> streams = new CopyOnWriteArrayList<>();
    private final List<Server> servers = new CopyOnWriteArrayList<>();

    public FakeCollector(Path socket) {
        this.socket = socket;
    }

    public FakeCollector start() throws IOException {
        Files.deleteIfExists(socket);
        Server server = NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toString()))
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(threads)
                .workerEventLoopGroup(threads)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .addService(this)
                .build()
                .start();
        servers.add(server);
        return this;
    }

    void stop() {
        Server server = servers.getLast();
        server.shutdownNow();
        try {
            server.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void end(Status status) {
        streams.getLast().onError(status.asRuntimeException());
    }

    void send(Profile profile) {
        streams.getLast()
                .onNext(CollectorMessage.newBuilder().setProfile(profile).build());
    }

    List<Long> sequences() {
        return received.stream().map(AgentMessage::getSequence).toList();
    }

    @Override
    public StreamObserver<AgentMessage> connect(StreamObserver<CollectorMessage> responses) {
        return new StreamObserver<>() {
            private String epoch = "";
            private long last;

            @Override
            public void onNext(AgentMessage message) {
                switch (message.getBodyCase()) {
                    case HELLO -> hello(message.getHello());
                    case STATUS -> statuses.add(message);
                    default -> {
                        if (message.getSequence() != last + 1) {
                            responses.onError(Status.INVALID_ARGUMENT
                                    .withDescription(
                                            "sequence: " + message.getSequence() + " (expected: " + (last + 1) + ")")
                                    .asRuntimeException());
                            return;
                        }
                        last = message.getSequence();
                        received.add(message);
                        if (acknowledges) {
                            durable.merge(epoch, message.getSequence(), Math::max);
                            responses.onNext(CollectorMessage.newBuilder()
                                    .setAck(Ack.newBuilder().setSequence(message.getSequence()))
                                    .build());
                        }
                    }
                }
            }

            private void hello(Hello hello) {
                hellos.add(hello);
                epoch = hello.getEpoch();
                last = durable.getOrDefault(epoch, 0L);
                streams.add(responses);
                if (!refusal.isOk()) {
                    responses.onError(refusal.asRuntimeException());
                } else if (welcomes) {
                    responses.onNext(CollectorMessage.newBuilder()
                            .setWelcome(Welcome.newBuilder()
                                    .setCluster("shop-cluster")
                                    .setVersion("0.1.0")
                                    .setAckedSequence(last))
                            .build());
                    responses.onNext(CollectorMessage.newBuilder()
                            .setView(ClusterView.getDefaultInstance())
                            .build());
                    responses.onNext(CollectorMessage.newBuilder()
                            .setContext(PodContext.newBuilder().setUid("pod-of-the-node"))
                            .build());
                }
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {}
        };
    }

    @Override
    public void resolvePeers(ResolvePeersRequest request, StreamObserver<ResolvePeersResponse> responses) {
        var response = ResolvePeersResponse.newBuilder();
        for (PeerQuestion question : request.getQuestionsList()) {
            response.addAnswers(PeerAnswer.newBuilder().setPod(Pod.newBuilder().setName("pod-of-" + question.getIp())));
        }
        responses.onNext(response.build());
        responses.onCompleted();
    }

    @Override
    public void close() throws IOException {
        stop();
        closeThreads();
        Files.deleteIfExists(socket);
    }

    void closeThreads() {
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
