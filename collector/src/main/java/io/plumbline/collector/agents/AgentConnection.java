// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.agents;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.plumbline.collector.writer.Turn;
import io.plumbline.v1.Ack;
import io.plumbline.v1.AgentStatus;
import io.plumbline.v1.BaselineKey;
import io.plumbline.v1.CollectorMessage;
import io.plumbline.v1.Hello;
import io.plumbline.v1.Welcome;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One live stream of one agent. Writer thread only, but for {@link #refuse}. */
final class AgentConnection {
    /** Messages that an agent may have on the way: what the collector can be made to hold for one stream. */
    static final int WINDOW = 64;

    private final Hello hello;
    private final ServerCallStreamObserver<CollectorMessage> out;
    private final BiConsumer<AgentConnection, Status> onClose;
    private final Set<BaselineKey> subscription = new LinkedHashSet<>();
    private final Backlog<BaselineKey> profiles = new Backlog<>();
    private final Backlog<String> contexts = new Backlog<>();
    private @Nullable AgentStatus status;
    private @Nullable Turn touchedIn;
    private boolean closed;
    private boolean ackOwed;
    private long acked;
    private int consumed;

    AgentConnection(
            Hello hello, ServerCallStreamObserver<CollectorMessage> out, BiConsumer<AgentConnection, Status> onClose) {
        this.hello = hello;
        this.out = out;
        this.onClose = onClose;
    }

    /** Closes a stream that nobody else knows of yet. */
    static void refuse(ServerCallStreamObserver<CollectorMessage> out, Status status) {
        if (!out.isCancelled()) {
            out.onError(status.asRuntimeException());
        }
    }

    Hello hello() {
        return hello;
    }

    boolean isClosed() {
        return closed;
    }

    @Nullable
    AgentStatus status() {
        return status;
    }

    void status(AgentStatus newest) {
        status = newest;
    }

    /** True once per turn. */
    boolean firstTouchIn(Turn turn) {
        boolean first = touchedIn != turn;
        touchedIn = turn;
        return first;
    }

    void welcome(ClusterFacts cluster, long ackedSequence, String version) {
        if (closed) {
            return;
        }
        acked = ackedSequence;
        out.onNext(CollectorMessage.newBuilder()
                .setWelcome(Welcome.newBuilder()
                        .setCluster(cluster.id())
                        .setRedactionKey(cluster.redactionKey())
                        .setAckedSequence(ackedSequence)
                        .setVersion(version))
                .build());
        out.request(WINDOW);
    }

    /** A message was taken from the stream; another may be sent once its turn has ended. */
    void consumed() {
        consumed++;
    }

    /** The agent waits for an answer: also to a message that was stored before. */
    void oweAck() {
        ackOwed = true;
    }

    /** Everything up to the sequence is durable. */
    void committed(long sequence) {
        acked = sequence;
        flush();
    }

    /** Sends what is due as far as the agent reads. */
    void flush() {
        if (closed) {
            return;
        }
        if (ackOwed && out.isReady()) {
            ackOwed = false;
            out.onNext(CollectorMessage.newBuilder()
                    .setAck(Ack.newBuilder().setSequence(acked))
                    .build());
        }
        if (consumed > 0) {
            out.request(consumed);
            consumed = 0;
        }
    }

    Set<BaselineKey> subscription() {
        return subscription;
    }

    /** Profiles that are to be sent when the agent reads. */
    Backlog<BaselineKey> profiles() {
        return profiles;
    }

    /** The pods as the cluster describes them, to be sent when the agent reads; by UID of a pod. */
    Backlog<String> contexts() {
        return contexts;
    }

    boolean isReady() {
        return !closed && out.isReady();
    }

    /** Sends a message. To be called while {@link #isReady}. */
    void send(CollectorMessage message) {
        out.onNext(message);
    }

    /** Ends the stream with a status that says why. Idempotent. */
    void close(Status why) {
        if (!closed) {
            closed = true;
            onClose.accept(this, why);
            refuse(out, why);
        }
    }

    /** The agent ended the stream. */
    void complete() {
        if (!closed) {
            closed = true;
            onClose.accept(this, Status.OK);
            if (!out.isCancelled()) {
                out.onCompleted();
            }
        }
    }
}
