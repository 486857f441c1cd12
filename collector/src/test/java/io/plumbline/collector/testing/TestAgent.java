// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.testing;

import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.plumbline.v1.AgentMessage;
import io.plumbline.v1.AgentServiceGrpc;
import io.plumbline.v1.ClusterView;
import io.plumbline.v1.CollectorMessage;
import io.plumbline.v1.Hello;
import io.plumbline.v1.Incident;
import io.plumbline.v1.LearnedDelta;
import io.plumbline.v1.PodContext;
import io.plumbline.v1.Profile;
import io.plumbline.v1.SandboxInterval;
import io.plumbline.v1.Welcome;
import io.plumbline.v1.WorkloadInterest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One stream of an agent, with everything that came back. */
public final class TestAgent implements ClientResponseObserver<AgentMessage, CollectorMessage> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<CollectorMessage> received = new CopyOnWriteArrayList<>();
    private volatile @Nullable Status ended;
    private volatile @Nullable ClientCallStreamObserver<AgentMessage> out;
    private long sequence;

    /** Opens a stream without a word. */
    public static TestAgent silent(ManagedChannel channel) {
        var agent = new TestAgent();
        AgentServiceGrpc.newStub(channel).connect(agent);
        return agent;
    }

    /** Opens a stream, says hello and waits for the welcome; numbers go on after what was acknowledged. */
    public static TestAgent connect(ManagedChannel channel, String node, String epoch) {
        TestAgent agent = silent(channel);
        agent.hello(hello(node, epoch, Samples.uuid()));
        agent.sequence = agent.welcome().getAckedSequence();
        return agent;
    }

    public static Hello hello(String node, String epoch, String instance) {
        return Hello.newBuilder()
                .setNode(node)
                .setEpoch(epoch)
                .setInstance(instance)
                .setVersion("0.1.0")
                .setBootId("boot")
                .setKernel("6.1")
                .build();
    }

    public TestAgent hello(Hello hello) {
        return raw(AgentMessage.newBuilder().setHello(hello).build());
    }

    public TestAgent send(SandboxInterval sandbox) {
        return numbered(AgentMessage.newBuilder().setSandbox(sandbox));
    }

    public TestAgent send(Incident incident) {
        return numbered(AgentMessage.newBuilder().setIncident(incident));
    }

    public TestAgent send(LearnedDelta delta) {
        return numbered(AgentMessage.newBuilder().setLearned(delta));
    }

    public TestAgent send(WorkloadInterest subscription) {
        return numbered(AgentMessage.newBuilder().setInterest(subscription));
    }

    public TestAgent numbered(AgentMessage.Builder message) {
        return raw(message.setSequence(++sequence).build());
    }

    public TestAgent raw(AgentMessage message) {
        ClientCallStreamObserver<AgentMessage> stream = out;
        if (stream != null) {
            stream.onNext(message);
        }
        return this;
    }

    /** Goes back or forth in the numbers. */
    public TestAgent at(long lastSequence) {
        sequence = lastSequence;
        return this;
    }

    public Welcome welcome() {
        await().atMost(PATIENCE).until(() -> find(CollectorMessage::hasWelcome).isPresent() || ended != null);
        return find(CollectorMessage::hasWelcome)
                .map(CollectorMessage::getWelcome)
                .orElseThrow(() -> new AssertionError("no welcome but " + ended));
    }

    /** Waits until everything that was sent is acknowledged. */
    public TestAgent settled() {
        return awaitAck(sequence);
    }

    public TestAgent awaitAck(long wanted) {
        await().atMost(PATIENCE).until(() -> acked() >= wanted || ended != null);
        if (acked() < wanted) {
            throw new AssertionError("ack " + acked() + " instead of " + wanted + ", ended with " + ended);
        }
        return this;
    }

    /** The highest acknowledgement, or -1. */
    public long acked() {
        return received.stream()
                .filter(CollectorMessage::hasAck)
                .mapToLong(message -> message.getAck().getSequence())
                .max()
                .orElse(-1);
    }

    public long acks() {
        return received.stream().filter(CollectorMessage::hasAck).count();
    }

    public List<Profile> profiles() {
        return received.stream()
                .filter(CollectorMessage::hasProfile)
                .map(CollectorMessage::getProfile)
                .toList();
    }

    public List<PodContext> contexts() {
        return received.stream()
                .filter(CollectorMessage::hasContext)
                .map(CollectorMessage::getContext)
                .toList();
    }

    public List<ClusterView> views() {
        return received.stream()
                .filter(CollectorMessage::hasView)
                .map(CollectorMessage::getView)
                .toList();
    }

    public Status awaitEnd() {
        await().atMost(PATIENCE).until(() -> ended != null);
        Status status = ended;
        return status == null ? Status.UNKNOWN : status;
    }

    public boolean isEnded() {
        return ended != null;
    }

    public void close() {
        ClientCallStreamObserver<AgentMessage> stream = out;
        if (stream != null && ended == null) {
            stream.onCompleted();
        }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<AgentMessage> stream) {
        out = stream;
    }

    @Override
    public void onNext(CollectorMessage message) {
        received.add(message);
    }

    @Override
    public void onError(Throwable failed) {
        ended = Status.fromThrowable(failed);
    }

    @Override
    public void onCompleted() {
        ended = Status.OK;
    }

    private Optional<CollectorMessage> find(Predicate<CollectorMessage> wanted) {
        return received.stream().filter(wanted).findFirst();
    }
}
