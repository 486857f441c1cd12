// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.link;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.ManagedChannel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.plumbline.agent.outbox.AgentStore;
import io.plumbline.agent.retry.Backoff;
import io.plumbline.agent.state.Batch;
import io.plumbline.service.ids.UuidV7;
import io.plumbline.v1.AgentServiceGrpc;
import io.plumbline.v1.AgentStatus;
import io.plumbline.v1.CollectorMessage;
import io.plumbline.v1.Hello;
import io.plumbline.v1.PeerQuestion;
import io.plumbline.v1.ResolvePeersRequest;
import io.plumbline.v1.ResolvePeersResponse;
import io.plumbline.v1.Welcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the outbox to the collector and brings back what it says; connects again for as long as it is open. Thread-safe.
 *
 * <p>Needs no collector to start: until one answers, {@link #problem} says why it does not, and the outbox grows.
 */
public final class CollectorLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CollectorLink.class);

    private static final Duration MIN_WAIT = Duration.ofMillis(200);
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);
    private static final Duration TAKEN_OVER_WAIT = Duration.ofSeconds(30);
    private static final Duration RENEW_WAIT = Duration.ofSeconds(10);
    private static final long RESOLVE_SECONDS = 5;
    private static final int MAX_QUESTIONS = 256;
    private static final String STATE_KIND = "link";

    private final CollectorLinkSettings settings;
    private final AgentStore store;
    private final AgentIdentity identity;
    private final Supplier<AgentStatus> status;
    private final LinkListener listener;
    private final UuidV7 ids;
    private final InstantSource clock;
    private final Backoff backoff;
    private final ExecutorService callbacks = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("plumbline-link-", 0).factory());
    private final EventLoopGroup io;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong messagesSent = new AtomicLong();
    private final Thread thread;
    private volatile @Nullable ManagedChannel channel;
    private volatile @Nullable LinkSession session;
    private volatile @Nullable String problem;
    private volatile boolean renewalNeeded;
    private volatile boolean handOver;

    public CollectorLink(
            CollectorLinkSettings settings,
            AgentStore store,
            AgentIdentity identity,
            Supplier<AgentStatus> status,
            LinkListener listener,
            UuidV7 ids,
            InstantSource clock,
            RandomGenerator random) {
        this.settings = settings;
        this.store = store;
        this.identity = identity;
        this.status = status;
        this.listener = listener;
        this.ids = ids;
        this.clock = clock;
        this.backoff = new Backoff(MIN_WAIT, MAX_WAIT, random);
        this.io = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("plumbline-link-io", true), EpollIoHandler.newFactory());
        this.thread = Thread.ofVirtual().name("plumbline-link").unstarted(this::run);
        this.problem = "collector " + settings.address() + ": not connected yet";
        store.onCommit(this::wake);
    }

    /** Starts to connect; to be called once. */
    public void start() {
        thread.start();
    }

    /** The reason why nothing reaches the collector now; empty while the stream is up. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** The number of times that a collector said Welcome. */
    public long connections() {
        return connections.get();
    }

    /** Messages sent, repetitions included. */
    public long messagesSent() {
        return messagesSent.get();
    }

    /** The cluster id that a collector gave last, also before this start; empty when there never was one. */
    public Optional<String> rememberedCluster() {
        return Optional.ofNullable(store.load(STATE_KIND).get("cluster"))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /**
     * Asks who had the addresses; answers come in the order of the questions, within five seconds.
     *
     * <p>Completes exceptionally when there is no collector; never blocks.
     *
     * @param questions at most 256
     */
    public CompletableFuture<ResolvePeersResponse> resolvePeers(List<PeerQuestion> questions) {
        if (questions.size() > MAX_QUESTIONS) {
            throw new IllegalArgumentException(
                    "questions: " + questions.size() + " (expected: at most " + MAX_QUESTIONS + ")");
        }
        var answers = new CompletableFuture<ResolvePeersResponse>();
        ManagedChannel current = channel;
        if (current == null || problem != null) {
            answers.completeExceptionally(new IOException(problem().orElse("no collector")));
            return answers;
        }
        var request =
                ResolvePeersRequest.newBuilder().addAllQuestions(questions).build();
        var response = AgentServiceGrpc.newFutureStub(current)
                .withDeadlineAfter(RESOLVE_SECONDS, TimeUnit.SECONDS)
                .resolvePeers(request);
        Futures.addCallback(
                response,
                new FutureCallback<ResolvePeersResponse>() {
                    @Override
                    public void onSuccess(ResolvePeersResponse result) {
                        answers.complete(result);
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        answers.completeExceptionally(failure);
                    }
                },
                MoreExecutors.directExecutor());
        return answers;
    }

    /** Ends the stream. What is not acknowledged stays in the outbox. */
    @Override
    public void close() {
        closing.countDown();
        LinkSession current = session;
        if (current != null) {
            current.finish(new StreamEnd("agent stops", false));
        }
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        callbacks.shutdown();
        Future<?> ignored = io.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        problem = "closed";
    }

    private void run() {
        try {
            while (closing.getCount() > 0) {
                StreamEnd end = connect();
                if (closing.getCount() == 0) {
                    return;
                }
                report(end);
                Duration wait = end.takenOver() ? TAKEN_OVER_WAIT : backoff.next();
                if (renewalNeeded) {
                    renew();
                } else if (closing.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private StreamEnd connect() throws InterruptedException {
        ManagedChannel opened = null;
        try {
            opened = CollectorChannel.open(settings, io, callbacks);
            var current = new LinkSession(
                    settings,
                    store,
                    status,
                    new SessionEvents(),
                    System::nanoTime,
                    () -> nanos(clock.instant()),
                    messagesSent);
            channel = opened;
            session = current;
            if (closing.getCount() == 0) {
                return new StreamEnd("agent stops", false);
            }
            return current.run(opened, hello());
        } catch (IOException unusable) {
            return new StreamEnd(String.valueOf(unusable.getMessage()), false);
        } catch (RuntimeException unexpected) {
            LOG.error("collector {}: stream failed", settings.address(), unexpected);
            return new StreamEnd("collector " + settings.address() + ": " + unexpected, false);
        } finally {
            session = null;
            channel = null;
            if (opened != null) {
                opened.shutdownNow();
            }
        }
    }

    private Hello hello() {
        return Hello.newBuilder()
                .setNode(identity.node())
                .setEpoch(store.epoch())
                .setInstance(identity.instance())
                .setVersion(identity.version())
                .setBootId(identity.bootId())
                .setKernel(identity.kernel())
                .setClockUnixNanos(nanos(clock.instant()))
                .setHandOver(handOver)
                .build();
    }

    /** Each reason is logged once, however often it repeats. */
    private void report(StreamEnd end) {
        boolean was = problem == null;
        if (!end.reason().equals(problem)) {
            problem = end.reason();
            LOG.warn("{}; {} messages wait", end.reason(), store.outboxMessages());
        }
        if (was) {
            tell(() -> listener.onDisconnected(end.reason()));
        }
    }

    private void renew() {
        String before = store.epoch();
        if (store.renewEpoch(ids, RENEW_WAIT)) {
            renewalNeeded = false;
            handOver = true;
            LOG.warn("outbox {} goes on as {}; {} messages wait", before, store.epoch(), store.outboxMessages());
        }
    }

    /** A listener that fails must not end the stream. */
    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException broken) {
            LOG.error("listener of the collector link failed", broken);
        }
    }

    private void wake() {
        LinkSession current = session;
        if (current != null) {
            current.wake();
        }
    }

    private static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    /** Turns what a session hears into what the agent hears. */
    private final class SessionEvents implements LinkSession.Events {

        @Override
        public void onWelcome(Welcome welcome) {
            long acked = welcome.getAckedSequence();
            if (acked > store.lastSequence() || acked < store.acknowledgedSequence()) {
                // One of the two was restored from an older copy, or is new: the numbers no longer mean the same.
                renewalNeeded = true;
                LinkSession current = session;
                if (current != null) {
                    current.finish(new StreamEnd(
                            "collector " + settings.address() + " has message " + acked + " of this outbox (expected: "
                                    + store.acknowledgedSequence() + " to " + store.lastSequence() + ")",
                            false));
                }
                return;
            }
            store.acknowledge(acked);
            remember(welcome.getCluster());
            backoff.reset();
            handOver = false;
            connections.incrementAndGet();
            problem = null;
            LOG.info(
                    "connected to collector {} (version {}, cluster {}); {} messages wait",
                    settings.address(),
                    welcome.getVersion(),
                    welcome.getCluster(),
                    store.outboxMessages());
            tell(() -> listener.onWelcome(
                    welcome.getCluster(), welcome.getRedactionKey().toByteArray()));
        }

        @Override
        public void onCollectorMessage(CollectorMessage message) {
            switch (message.getBodyCase()) {
                case PROFILE -> tell(() -> listener.onProfile(message.getProfile()));
                case CONTEXT -> tell(() -> listener.onContext(message.getContext()));
                case VIEW -> tell(() -> listener.onView(message.getView()));
                case WELCOME, ACK, BODY_NOT_SET -> {}
            }
        }

        private void remember(String cluster) {
            if (!rememberedCluster().equals(Optional.of(cluster))) {
                store.write(Batch.builder()
                        .put(STATE_KIND, "cluster", cluster.getBytes(StandardCharsets.UTF_8))
                        .build());
            }
        }
    }
}
