// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.link;

import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.plumbline.agent.outbox.AgentStore;
import io.plumbline.v1.AgentMessage;
import io.plumbline.v1.AgentServiceGrpc;
import io.plumbline.v1.AgentStatus;
import io.plumbline.v1.CollectorMessage;
import io.plumbline.v1.Hello;
import io.plumbline.v1.Welcome;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One stream from Hello to its end.
 *
 * <p>The link's thread sends; gRPC calls back one call at a time. What they share is volatile, and a semaphore wakes the sender.
 */
final class LinkSession implements ClientResponseObserver<AgentMessage, CollectorMessage> {

    /** Hears what the session learns; called back by gRPC. */
    interface Events {

        void onWelcome(Welcome welcome);

        void onCollectorMessage(CollectorMessage message);
    }

    private static final long WELCOME_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long ACK_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int READ = 64;

    private final CollectorLinkSettings settings;
    private final AgentStore store;
    private final Supplier<AgentStatus> status;
    private final Events events;
    private final LongSupplier nanoTime;
    private final LongSupplier unixNanos;
    private final AtomicLong messagesSent;
    private final Semaphore signal = new Semaphore(0);
    private volatile @Nullable ClientCallStreamObserver<AgentMessage> requests;
    private volatile @Nullable Welcome welcome;
    private volatile @Nullable StreamEnd end;
    private volatile long acknowledged;
    private volatile long acknowledgedAtNanos;
    private volatile long sent;

    LinkSession(
            CollectorLinkSettings settings,
            AgentStore store,
            Supplier<AgentStatus> status,
            Events events,
            LongSupplier nanoTime,
            LongSupplier unixNanos,
            AtomicLong messagesSent) {
        this.settings = settings;
        this.store = store;
        this.status = status;
        this.events = events;
        this.nanoTime = nanoTime;
        this.unixNanos = unixNanos;
        this.messagesSent = messagesSent;
    }

    /** Speaks until the stream ends; says why it did. */
    StreamEnd run(ManagedChannel channel, Hello hello) throws InterruptedException {
        AgentServiceGrpc.newStub(channel).connect(this);
        var stream = requests;
        if (stream == null) {
            return new StreamEnd("collector " + settings.address() + ": no stream", false);
        }
        try {
            stream.onNext(message().setHello(hello).build());
            if (awaitWelcome(stream)) {
                speak(stream);
            }
        } catch (IOException unreadable) {
            finish(new StreamEnd(unreadable.getMessage() + "", false));
        } catch (IllegalStateException halfClosed) {
            // The stream ended while we wrote; its status tells why, and arrives now.
            awaitEnd();
        } finally {
            stream.cancel("agent ends the stream", null);
        }
        StreamEnd reason = end;
        return reason == null ? new StreamEnd("agent stops", false) : reason;
    }

    /** Something is there to send, or the link is to close. */
    void wake() {
        signal.release();
    }

    /** Ends the stream from our side; the first reason counts. */
    synchronized void finish(StreamEnd reason) {
        if (end == null) {
            end = reason;
        }
        signal.release();
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<AgentMessage> stream) {
        stream.setOnReadyHandler(signal::release);
        requests = stream;
    }

    @Override
    public void onNext(CollectorMessage message) {
        if (end != null) {
            return;
        }
        switch (message.getBodyCase()) {
            case WELCOME -> onWelcome(message.getWelcome());
            case ACK -> {
                // Never more than was sent: what nobody saw must stay in the outbox.
                long upTo = Math.min(message.getAck().getSequence(), sent);
                acknowledged = Math.max(acknowledged, upTo);
                acknowledgedAtNanos = nanoTime.getAsLong();
                store.acknowledge(upTo);
            }
            default -> events.onCollectorMessage(message);
        }
        signal.release();
    }

    private void onWelcome(Welcome first) {
        if (welcome != null) {
            return;
        }
        // What is no longer in the outbox cannot be sent again, whatever the collector forgot.
        acknowledged = Math.max(first.getAckedSequence(), store.acknowledgedSequence());
        acknowledgedAtNanos = nanoTime.getAsLong();
        sent = acknowledged;
        welcome = first;
        events.onWelcome(first);
    }

    @Override
    public void onError(Throwable failure) {
        finish(StreamEnd.of(settings.address().toString(), failure));
    }

    @Override
    public void onCompleted() {
        finish(new StreamEnd("collector " + settings.address() + " closed the stream", false));
    }

    private boolean awaitWelcome(ClientCallStreamObserver<AgentMessage> stream) throws InterruptedException {
        long start = nanoTime.getAsLong();
        while (welcome == null && end == null) {
            long left = WELCOME_LIMIT_NANOS - (nanoTime.getAsLong() - start);
            if (left <= 0) {
                finish(new StreamEnd("collector " + settings.address() + ": no Welcome within 10 s", false));
                stream.cancel("no Welcome", null);
            } else {
                await(left);
            }
        }
        return end == null;
    }

    private void awaitEnd() throws InterruptedException {
        long start = nanoTime.getAsLong();
        while (end == null && nanoTime.getAsLong() - start < WELCOME_LIMIT_NANOS) {
            await(WELCOME_LIMIT_NANOS);
        }
    }

    private void speak(ClientCallStreamObserver<AgentMessage> stream) throws IOException, InterruptedException {
        long interval = settings.statusInterval().toNanos();
        long statusAt = nanoTime.getAsLong();
        while (end == null) {
            long now = nanoTime.getAsLong();
            if (statusAt - now <= 0) {
                stream.onNext(message().setStatus(status.get()).build());
                statusAt = now + interval;
            }
            if (sent > acknowledged && now - acknowledgedAtNanos > ACK_LIMIT_NANOS) {
                finish(new StreamEnd("collector " + settings.address() + ": no acknowledgement for 30 s", false));
            } else if (sendWaiting(stream) == 0) {
                await(Math.min(statusAt - now, ACK_LIMIT_NANOS));
            }
        }
    }

    /** Sends what the window and the transport have room for. */
    private int sendWaiting(ClientCallStreamObserver<AgentMessage> stream) throws IOException {
        long room = settings.window() - (sent - acknowledged);
        if (room <= 0 || sent >= store.lastSequence() || !stream.isReady()) {
            return 0;
        }
        if (sent == acknowledged) {
            // The clock of the acknowledgement starts with the first message that waits for one.
            acknowledgedAtNanos = nanoTime.getAsLong();
        }
        List<AgentMessage> messages = store.unacked(sent + 1, (int) Math.min(room, READ));
        for (AgentMessage message : messages) {
            // Before it is on its way: the acknowledgement may be faster than our next line.
            sent = message.getSequence();
            stream.onNext(message);
            messagesSent.incrementAndGet();
        }
        return messages.size();
    }

    private AgentMessage.Builder message() {
        return AgentMessage.newBuilder().setObservedAtUnixNanos(unixNanos.getAsLong());
    }

    private void await(long nanos) throws InterruptedException {
        if (signal.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
            signal.drainPermits();
        }
    }
}
