// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.pod;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.plumbline.acceptance.cri.ContainerState;
import io.plumbline.acceptance.cri.ContainerStatusRequest;
import io.plumbline.acceptance.cri.ContainerStatusResponse;
import io.plumbline.acceptance.cri.CreateContainerRequest;
import io.plumbline.acceptance.cri.ExecSyncRequest;
import io.plumbline.acceptance.cri.ExecSyncResponse;
import io.plumbline.acceptance.cri.ImageServiceGrpc;
import io.plumbline.acceptance.cri.ImageSpec;
import io.plumbline.acceptance.cri.ImageStatusRequest;
import io.plumbline.acceptance.cri.ListContainersRequest;
import io.plumbline.acceptance.cri.ListPodSandboxRequest;
import io.plumbline.acceptance.cri.PodSandbox;
import io.plumbline.acceptance.cri.PodSandboxNetworkStatus;
import io.plumbline.acceptance.cri.PodSandboxStatusRequest;
import io.plumbline.acceptance.cri.PodSandboxStatusResponse;
import io.plumbline.acceptance.cri.PortForwardRequest;
import io.plumbline.acceptance.cri.RemoveContainerRequest;
import io.plumbline.acceptance.cri.RemovePodSandboxRequest;
import io.plumbline.acceptance.cri.RunPodSandboxRequest;
import io.plumbline.acceptance.cri.RuntimeServiceGrpc;
import io.plumbline.acceptance.cri.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import io.plumbline.acceptance.cri.StartContainerRequest;
import io.plumbline.acceptance.cri.StopContainerRequest;
import io.plumbline.acceptance.cri.StopPodSandboxRequest;
import io.plumbline.acceptance.cri.VersionRequest;
import io.plumbline.acceptance.cri.VersionResponse;
import io.plumbline.acceptance.lab.runtime.Command;
import io.plumbline.acceptance.lab.runtime.NodePaths;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs pods on one node as a kubelet would. Calls wait for a runtime that is being restarted. Safe for use by several threads. */
public final class PodRunner implements AutoCloseable {
    private static final int CALL_SECONDS = 60;
    private static final int PROBE_SECONDS = 2;
    private static final long POLL_MILLIS = 50;
    private static final Pattern PID = Pattern.compile("\"pid\":\\s*([0-9]{1,9})");

    private final KubeletConfig config;
    private final MultiThreadIoEventLoopGroup eventLoop =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final ManagedChannel channel;

    public PodRunner(NodePaths paths) {
        config = new KubeletConfig(paths);
        channel = NettyChannelBuilder.forAddress(
                        new DomainSocketAddress(paths.socket().toFile()))
                .channelType(EpollDomainSocketChannel.class)
                .eventLoopGroup(eventLoop)
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .overrideAuthority("localhost")
                .usePlaintext()
                .build();
    }

    /** Asks the runtime for its name and version, waiting only shortly. */
    public String version() {
        VersionResponse version = RuntimeServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PROBE_SECONDS, TimeUnit.SECONDS)
                .version(VersionRequest.getDefaultInstance());
        return version.getRuntimeName() + " " + version.getRuntimeVersion();
    }

    public boolean hasImage(String name) {
        return ImageServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                .withWaitForReady()
                .imageStatus(ImageStatusRequest.newBuilder()
                        .setImage(ImageSpec.newBuilder().setImage(name))
                        .build())
                .hasImage();
    }

    /** Starts a pod: sandbox, init containers one after the other to their end, then its containers. */
    public Pod run(PodSpec spec) throws IOException {
        Files.createDirectories(config.logs(spec));
        var sandbox = config.sandbox(spec);
        Files.createDirectories(config.podDirectory(spec));
        Files.writeString(config.etcHosts(spec), hosts(spec, ""));
        String sandboxId = runtime()
                .runPodSandbox(
                        RunPodSandboxRequest.newBuilder().setConfig(sandbox).build())
                .getPodSandboxId();
        PodSandboxStatusResponse status = runtime()
                .podSandboxStatus(PodSandboxStatusRequest.newBuilder()
                        .setPodSandboxId(sandboxId)
                        .setVerbose(true)
                        .build());
        PodSandboxNetworkStatus network = status.getStatus().getNetwork();
        String ip = network.getIp();
        String ip6 = network.getAdditionalIpsCount() == 0
                ? ""
                : network.getAdditionalIps(0).getIp();
        Files.writeString(config.etcHosts(spec), hosts(spec, ip));
        List<PodContainer> containers = new ArrayList<>();
        var pod = new Pod(spec, sandboxId, ip, ip6, pid(status.getInfoMap()), List.of());
        for (ContainerSpec init : spec.initContainers()) {
            PodContainer container = start(pod, init, 0);
            containers.add(container);
            int exitCode = awaitExit(container);
            if (exitCode != 0) {
                throw new IOException(
                        pod + " init container " + init.name() + ": exit " + exitCode + ": " + log(pod, container));
            }
        }
        for (ContainerSpec container : spec.containers()) {
            containers.add(start(pod, container, 0));
        }
        return new Pod(spec, sandboxId, ip, ip6, pod.sandboxPid(), containers);
    }

    /** Ends a container of a pod, if it still runs, and starts it again, as the kubelet does after a crash. */
    public PodContainer restart(Pod pod, PodContainer old) throws IOException {
        stop(old);
        PodContainer next = start(pod, old.spec(), old.attempt() + 1);
        ignoreGone(() -> runtime()
                .removeContainer(RemoveContainerRequest.newBuilder()
                        .setContainerId(old.id())
                        .build()));
        return next;
    }

    /** Adds a container to a running pod, as an ephemeral debug container is. */
    public PodContainer start(Pod pod, ContainerSpec spec, int attempt) throws IOException {
        for (VolumeMount mount : spec.mounts()) {
            if (mount.emptyDir() != null) {
                Path volume = Files.createDirectories(config.hostPath(pod.spec(), mount));
                Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
        }
        Files.createDirectories(config.logs(pod.spec()).resolve(spec.name()));
        String id = runtime()
                .createContainer(CreateContainerRequest.newBuilder()
                        .setPodSandboxId(pod.sandboxId())
                        .setConfig(config.container(pod.spec(), spec, attempt))
                        .setSandboxConfig(config.sandbox(pod.spec()))
                        .build())
                .getContainerId();
        runtime()
                .startContainer(
                        StartContainerRequest.newBuilder().setContainerId(id).build());
        return new PodContainer(spec, id, attempt, pid(status(id).getInfoMap()));
    }

    /** Runs a command in a container and waits for it, as an exec probe or hook does. */
    public ExecResult exec(PodContainer container, String... command) {
        ExecSyncResponse response = runtime()
                .execSync(ExecSyncRequest.newBuilder()
                        .setContainerId(container.id())
                        .addAllCmd(List.of(command))
                        .setTimeout(CALL_SECONDS)
                        .build());
        return new ExecResult(
                response.getExitCode(),
                response.getStdout().toStringUtf8(),
                response.getStderr().toStringUtf8());
    }

    /** Asks for a way to a port of a pod, as for {@code kubectl port-forward}: the runtime answers with a URL on its own network's loopback. */
    public URI portForward(Pod pod, int port) {
        return URI.create(runtime()
                .portForward(PortForwardRequest.newBuilder()
                        .setPodSandboxId(pod.sandboxId())
                        .addPort(port)
                        .build())
                .getUrl());
    }

    /** Waits until a container has ended; returns its exit code. */
    public int awaitExit(PodContainer container) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CALL_SECONDS);
        while (System.nanoTime() - deadline < 0) {
            var status = status(container.id()).getStatus();
            if (status.getState() == ContainerState.CONTAINER_EXITED) {
                return status.getExitCode();
            }
            pause();
        }
        throw new IOException("container: " + container.spec().name() + " still runs after " + CALL_SECONDS + " s");
    }

    public void stop(PodContainer container) {
        ignoreGone(() -> runtime()
                .stopContainer(StopContainerRequest.newBuilder()
                        .setContainerId(container.id())
                        .setTimeout(1)
                        .build()));
    }

    /** Ends and removes a pod with all its containers and volumes. */
    public void remove(Pod pod) throws IOException {
        removeSandbox(pod.sandboxId());
        Command.of(
                        "rm",
                        "-rf",
                        "--one-file-system",
                        config.podDirectory(pod.spec()).toString())
                .run();
    }

    /** Ends and removes every pod of the node. */
    public void removeAll() {
        for (PodSandbox sandbox : sandboxes()) {
            removeSandbox(sandbox.getId());
        }
    }

    /** Names of the node's pods, as namespace/name. */
    public List<String> list() {
        return sandboxes().stream()
                .map(sandbox -> sandbox.getMetadata().getNamespace() + "/"
                        + sandbox.getMetadata().getName())
                .sorted()
                .toList();
    }

    /** The number of containers that run. */
    public long running() {
        return runtime().listContainers(ListContainersRequest.getDefaultInstance()).getContainersList().stream()
                .filter(container -> container.getState() == ContainerState.CONTAINER_RUNNING)
                .count();
    }

    /** The output that a container has written so far, in the log format of the runtime interface. */
    public String log(Pod pod, PodContainer container) throws IOException {
        Path file = config.logs(pod.spec()).resolve(container.spec().name()).resolve(container.attempt() + ".log");
        return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    }

    /** The directory of a pod's volume on this machine. */
    public Path volume(Pod pod, String emptyDir) {
        return config.hostPath(pod.spec(), VolumeMount.emptyDir(emptyDir, "/"));
    }

    @Override
    public void close() {
        channel.shutdownNow();
        eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private List<PodSandbox> sandboxes() {
        return runtime()
                .listPodSandbox(ListPodSandboxRequest.getDefaultInstance())
                .getItemsList();
    }

    private void removeSandbox(String id) {
        ignoreGone(() -> runtime()
                .stopPodSandbox(
                        StopPodSandboxRequest.newBuilder().setPodSandboxId(id).build()));
        ignoreGone(() -> runtime()
                .removePodSandbox(
                        RemovePodSandboxRequest.newBuilder().setPodSandboxId(id).build()));
    }

    private static void ignoreGone(Runnable call) {
        try {
            call.run();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
                throw e;
            }
        }
    }

    private ContainerStatusResponse status(String id) {
        return runtime()
                .containerStatus(ContainerStatusRequest.newBuilder()
                        .setContainerId(id)
                        .setVerbose(true)
                        .build());
    }

    private RuntimeServiceBlockingStub runtime() {
        return RuntimeServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                .withWaitForReady();
    }

    private static long pid(Map<String, String> info) {
        Matcher matcher = PID.matcher(info.getOrDefault("info", ""));
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static String hosts(PodSpec spec, String ip) {
        var text = new StringBuilder("127.0.0.1 localhost\n");
        if (!ip.isEmpty()) {
            text.append(ip).append(' ').append(spec.name()).append('\n');
        }
        spec.hosts()
                .forEach((name, address) ->
                        text.append(address).append(' ').append(name).append('\n'));
        return text.toString();
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while waiting for a container").initCause(e);
        }
    }
}
