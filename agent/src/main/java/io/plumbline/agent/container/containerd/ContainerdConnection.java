// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import com.google.protobuf.Empty;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractBlockingStub;
import io.grpc.stub.MetadataUtils;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.plumbline.containerd.v1.Container;
import io.plumbline.containerd.v1.ContainersGrpc;
import io.plumbline.containerd.v1.EventsGrpc;
import io.plumbline.containerd.v1.GetContainerRequest;
import io.plumbline.containerd.v1.ListContainerMessage;
import io.plumbline.containerd.v1.ListContainersRequest;
import io.plumbline.containerd.v1.ListTasksRequest;
import io.plumbline.containerd.v1.Mount;
import io.plumbline.containerd.v1.MountsRequest;
import io.plumbline.containerd.v1.Process;
import io.plumbline.containerd.v1.SnapshotsGrpc;
import io.plumbline.containerd.v1.SubscribeRequest;
import io.plumbline.containerd.v1.TasksGrpc;
import io.plumbline.containerd.v1.VersionGrpc;
import io.plumbline.cri.v1.ContainerStatus;
import io.plumbline.cri.v1.ContainerStatusRequest;
import io.plumbline.cri.v1.PodSandboxStatus;
import io.plumbline.cri.v1.PodSandboxStatusRequest;
import io.plumbline.cri.v1.RuntimeServiceGrpc;
import io.plumbline.cri.v1.StatusRequest;
import io.plumbline.cri.v1.StatusResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One gRPC connection to containerd. Calls block; each has a deadline, and throws StatusRuntimeException. */
final class ContainerdConnection implements AutoCloseable {
    private static final Metadata.Key<String> NAMESPACE =
            Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER);
    private static final int MESSAGE_LIMIT = 16 * 1024 * 1024;
    private static final long CALL_SECONDS = 5;
    private static final long LISTING_SECONDS = 30;

    private final ManagedChannel channel;
    private final Channel calls;
    private final String namespace;

    ContainerdConnection(ContainerdSettings settings, EventLoopGroup eventLoop) {
        this.namespace = settings.namespace();
        this.channel = NettyChannelBuilder.forAddress(
                        new DomainSocketAddress(settings.socket().toFile()))
                .channelType(EpollDomainSocketChannel.class)
                .eventLoopGroup(eventLoop)
                .overrideAuthority("localhost")
                .usePlaintext()
                .disableRetry()
                .maxInboundMessageSize(MESSAGE_LIMIT)
                .build();
        Metadata headers = new Metadata();
        headers.put(NAMESPACE, namespace);
        this.calls = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    String version() {
        return within(CALL_SECONDS, VersionGrpc.newBlockingStub(calls))
                .version(Empty.getDefaultInstance())
                .getVersion();
    }

    /** Throws when CRI is not ready (it starts after containerd answers) or is not there at all (UNIMPLEMENTED). */
    void checkCri() {
        StatusResponse ignored = within(CALL_SECONDS, RuntimeServiceGrpc.newBlockingStub(calls))
                .status(StatusRequest.getDefaultInstance());
    }

    EventStream subscribe() {
        EventStream stream = new EventStream();
        SubscribeRequest request = SubscribeRequest.newBuilder()
                .addFilters("namespace==" + namespace + ",topic~=\"^/(tasks|sandbox|containers)/\"")
                .build();
        EventsGrpc.newStub(calls).subscribe(request, stream);
        return stream;
    }

    List<Process> tasks() {
        return within(LISTING_SECONDS, TasksGrpc.newBlockingStub(calls))
                .list(ListTasksRequest.getDefaultInstance())
                .getTasksList();
    }

    /** All containers; one message each, so that their number has no limit. */
    List<Container> containers() {
        Iterator<ListContainerMessage> messages = within(LISTING_SECONDS, ContainersGrpc.newBlockingStub(calls))
                .listStream(ListContainersRequest.getDefaultInstance());
        List<Container> containers = new ArrayList<>();
        messages.forEachRemaining(message -> containers.add(message.getContainer()));
        return containers;
    }

    /** Empty when there is no such container (any more). */
    Optional<Container> container(String id) {
        try {
            return Optional.of(within(CALL_SECONDS, ContainersGrpc.newBlockingStub(calls))
                    .get(GetContainerRequest.newBuilder().setId(id).build())
                    .getContainer());
        } catch (StatusRuntimeException e) {
            return absent(e);
        }
    }

    /** Empty when the snapshot is gone. */
    Optional<List<Mount>> mounts(String snapshotter, String key) {
        try {
            return Optional.of(within(CALL_SECONDS, SnapshotsGrpc.newBlockingStub(calls))
                    .mounts(MountsRequest.newBuilder()
                            .setSnapshotter(snapshotter)
                            .setKey(key)
                            .build())
                    .getMountsList());
        } catch (StatusRuntimeException e) {
            return absent(e);
        }
    }

    /** Empty when CRI does not know the sandbox, or not yet. */
    Optional<PodSandboxStatus> sandboxStatus(String id) {
        try {
            return Optional.of(within(CALL_SECONDS, RuntimeServiceGrpc.newBlockingStub(calls))
                    .podSandboxStatus(PodSandboxStatusRequest.newBuilder()
                            .setPodSandboxId(id)
                            .build())
                    .getStatus());
        } catch (StatusRuntimeException e) {
            return absent(e);
        }
    }

    /** Empty when CRI does not know the container. */
    Optional<ContainerStatus> containerStatus(String id) {
        try {
            return Optional.of(within(CALL_SECONDS, RuntimeServiceGrpc.newBlockingStub(calls))
                    .containerStatus(ContainerStatusRequest.newBuilder()
                            .setContainerId(id)
                            .build())
                    .getStatus());
        } catch (StatusRuntimeException e) {
            return absent(e);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private static <S extends AbstractBlockingStub<S>> S within(long seconds, S stub) {
        return stub.withDeadlineAfter(seconds, TimeUnit.SECONDS);
    }

    private static <T> Optional<T> absent(StatusRuntimeException e) {
        if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
            return Optional.empty();
        }
        throw e;
    }
}
