// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.Future;
import io.plumbline.containerd.v1.Container;
import io.plumbline.containerd.v1.ContainersGrpc;
import io.plumbline.containerd.v1.Envelope;
import io.plumbline.containerd.v1.EventsGrpc;
import io.plumbline.containerd.v1.GetContainerRequest;
import io.plumbline.containerd.v1.GetContainerResponse;
import io.plumbline.containerd.v1.ListContainerMessage;
import io.plumbline.containerd.v1.ListContainersRequest;
import io.plumbline.containerd.v1.ListTasksRequest;
import io.plumbline.containerd.v1.ListTasksResponse;
import io.plumbline.containerd.v1.Mount;
import io.plumbline.containerd.v1.MountsRequest;
import io.plumbline.containerd.v1.MountsResponse;
import io.plumbline.containerd.v1.Process;
import io.plumbline.containerd.v1.SnapshotsGrpc;
import io.plumbline.containerd.v1.SubscribeRequest;
import io.plumbline.containerd.v1.TasksGrpc;
import io.plumbline.containerd.v1.VersionGrpc;
import io.plumbline.containerd.v1.VersionResponse;
import io.plumbline.cri.v1.ContainerStatus;
import io.plumbline.cri.v1.ContainerStatusRequest;
import io.plumbline.cri.v1.ContainerStatusResponse;
import io.plumbline.cri.v1.PodSandboxStatus;
import io.plumbline.cri.v1.PodSandboxStatusRequest;
import io.plumbline.cri.v1.PodSandboxStatusResponse;
import io.plumbline.cri.v1.RuntimeServiceGrpc;
import io.plumbline.cri.v1.StatusRequest;
import io.plumbline.cri.v1.StatusResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A containerd that says what a test told it, over a real unix socket. */
public final class FakeContainerd implements AutoCloseable {
    public final Map<String, Container> containers = new ConcurrentHashMap<>();
    public final Map<String, Process> tasks = new ConcurrentHashMap<>();
    public final Map<String, PodSandboxStatus> sandboxStatus = new ConcurrentHashMap<>();
    public final Map<String, ContainerStatus> containerStatus = new ConcurrentHashMap<>();
    final List<String> filters = new CopyOnWriteArrayList<>();

    private final Path socket;
    private final boolean withCri;
    private final List<StreamObserver<Envelope>> subscribers = new CopyOnWriteArrayList<>();
    private @Nullable EventLoopGroup eventLoop;
    private @Nullable Server server;

    public FakeContainerd(Path socket, boolean withCri) {
        this.socket = socket;
        this.withCri = withCri;
    }

    public void start() throws IOException {
        eventLoop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(eventLoop)
                .workerEventLoopGroup(eventLoop)
                .addService(new VersionService())
                .addService(new ContainersService())
                .addService(new TasksService())
                .addService(new SnapshotsService())
                .addService(new EventsService());
        if (withCri) {
            builder.addService(new CriService());
        }
        server = builder.build().start();
    }

    /** As a restart: streams break, the pods live on. */
    void stop() throws IOException {
        if (server != null && eventLoop != null) {
            server.shutdownNow();
            try {
                boolean ignored = server.awaitTermination(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Future<?> ignored = eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
        subscribers.clear();
        Files.deleteIfExists(socket);
    }

    public boolean isSubscribed() {
        return !subscribers.isEmpty();
    }

    public void publish(String type, MessageLite event) {
        Envelope envelope = Envelope.newBuilder()
                .setNamespace("k8s.io")
                .setTimestamp(Timestamp.newBuilder().setSeconds(1_000).setNanos(7))
                .setEvent(Any.newBuilder()
                        .setTypeUrl("containerd.events." + type)
                        .setValue(ByteString.copyFrom(event.toByteArray())))
                .build();
        subscribers.forEach(subscriber -> subscriber.onNext(envelope));
    }

    @Override
    public void close() throws IOException {
        stop();
    }

    private static <T> void answer(StreamObserver<T> observer, @Nullable T value) {
        if (value == null) {
            observer.onError(Status.NOT_FOUND.asRuntimeException());
        } else {
            observer.onNext(value);
            observer.onCompleted();
        }
    }

    private static final class VersionService extends VersionGrpc.VersionImplBase {
        @Override
        public void version(Empty request, StreamObserver<VersionResponse> observer) {
            answer(observer, VersionResponse.newBuilder().setVersion("v2.1.9").build());
        }
    }

    private final class ContainersService extends ContainersGrpc.ContainersImplBase {
        @Override
        public void get(GetContainerRequest request, StreamObserver<GetContainerResponse> observer) {
            Container found = containers.get(request.getId());
            answer(
                    observer,
                    found == null
                            ? null
                            : GetContainerResponse.newBuilder()
                                    .setContainer(found)
                                    .build());
        }

        @Override
        public void listStream(ListContainersRequest request, StreamObserver<ListContainerMessage> observer) {
            containers
                    .values()
                    .forEach(container -> observer.onNext(ListContainerMessage.newBuilder()
                            .setContainer(container)
                            .build()));
            observer.onCompleted();
        }
    }

    private final class TasksService extends TasksGrpc.TasksImplBase {
        @Override
        public void list(ListTasksRequest request, StreamObserver<ListTasksResponse> observer) {
            answer(
                    observer,
                    ListTasksResponse.newBuilder().addAllTasks(tasks.values()).build());
        }
    }

    private static final class SnapshotsService extends SnapshotsGrpc.SnapshotsImplBase {
        @Override
        public void mounts(MountsRequest request, StreamObserver<MountsResponse> observer) {
            answer(
                    observer,
                    MountsResponse.newBuilder()
                            .addMounts(Mount.newBuilder()
                                    .setType("overlay")
                                    .addOptions("index=off")
                                    .addOptions("workdir=/snapshots/" + request.getKey() + "/work")
                                    .addOptions("upperdir=/snapshots/" + request.getKey() + "/fs")
                                    .addOptions("lowerdir=/snapshots/2/fs:/snapshots/1/fs"))
                            .build());
        }
    }

    private final class EventsService extends EventsGrpc.EventsImplBase {
        @Override
        public void subscribe(SubscribeRequest request, StreamObserver<Envelope> observer) {
            filters.addAll(request.getFiltersList());
            subscribers.add(observer);
        }
    }

    private final class CriService extends RuntimeServiceGrpc.RuntimeServiceImplBase {
        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
            answer(observer, StatusResponse.getDefaultInstance());
        }

        @Override
        public void podSandboxStatus(
                PodSandboxStatusRequest request, StreamObserver<PodSandboxStatusResponse> observer) {
            PodSandboxStatus found = sandboxStatus.get(request.getPodSandboxId());
            answer(
                    observer,
                    found == null
                            ? null
                            : PodSandboxStatusResponse.newBuilder()
                                    .setStatus(found)
                                    .build());
        }

        @Override
        public void containerStatus(ContainerStatusRequest request, StreamObserver<ContainerStatusResponse> observer) {
            ContainerStatus found = containerStatus.get(request.getContainerId());
            answer(
                    observer,
                    found == null
                            ? null
                            : ContainerStatusResponse.newBuilder()
                                    .setStatus(found)
                                    .build());
        }
    }
}
