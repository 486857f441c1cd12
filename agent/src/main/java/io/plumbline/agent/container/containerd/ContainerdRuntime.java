// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.StatusRuntimeException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.plumbline.agent.container.ContainerEvent;
import io.plumbline.agent.container.ContainerRuntime;
import io.plumbline.agent.retry.Backoff;
import io.plumbline.agent.retry.Reconnection;
import io.plumbline.containerd.v1.Envelope;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * containerd 1.6 and later over its unix socket. One virtual thread, plumbline-containerd, subscribes, lists, and then follows
 * the events; it calls the sink, and waits when the sink blocks (containerd then keeps the events).
 */
public final class ContainerdRuntime implements ContainerRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerdRuntime.class);

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(250);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);
    /** Subscribing and listing are two calls on one connection that may overtake each other. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(60);

    private final ContainerdSettings settings;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Counters counters = new Counters();
    private volatile Optional<String> problem;
    private final Reconnection reconnection =
            new Reconnection("plumbline-containerd", new Backoff(FIRST_BACKOFF, LONGEST_BACKOFF));

    public ContainerdRuntime(ContainerdSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.nanoTime = System::nanoTime;
        this.problem = Optional.of(
                "containerd socket: " + settings.socket() + " was not connected to yet" + SocketCheck.EXPECTATION);
    }

    @Override
    public void start(Consumer<ContainerEvent> sink) {
        reconnection.start(new Sessions(sink));
    }

    @Override
    public Optional<String> problem() {
        return problem;
    }

    @Override
    public Map<String, Long> counters() {
        return counters.snapshot();
    }

    @Override
    public void close() {
        reconnection.close();
    }

    /** One connection after the other, over one thread of netty; what is known of the node is kept between them. */
    private final class Sessions implements Reconnection.Conversation {
        private final NodeContainers node;
        private final EventLoopGroup eventLoop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("plumbline-containerd-io", true), EpollIoHandler.newFactory());

        Sessions(Consumer<ContainerEvent> sink) {
            node = new NodeContainers(sink);
        }

        @Override
        public boolean hold() throws InterruptedException {
            long began = nanoTime.getAsLong();
            session(node, eventLoop);
            return nanoTime.getAsLong() - began > LONGEST_BACKOFF.toNanos();
        }

        @Override
        public void ended() {
            Future<?> ignored = eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    /** One connection, from its beginning to its end; says in {@link #problem} why it ended. */
    private void session(NodeContainers node, EventLoopGroup eventLoop) throws InterruptedException {
        Optional<String> wrongPath = SocketCheck.problem(settings.socket());
        if (wrongPath.isPresent()) {
            tell(wrongPath.get());
            return;
        }
        try (ContainerdConnection connection = new ContainerdConnection(settings, eventLoop)) {
            String version = connection.version();
            connection.checkCri();
            try (EventStream events = connection.subscribe()) {
                Watch watch = new Watch(connection, node, counters, clock, nanoTime);
                watch.list();
                problem = Optional.empty();
                LOG.info(
                        "connected to containerd {} at {}: {} sandboxes, {} containers",
                        Bounds.text(version, 64),
                        settings.socket(),
                        node.sandboxes().size(),
                        node.containers().size());
                follow(events, watch);
            }
        } catch (StatusRuntimeException e) {
            if (!reconnection.isClosed() && !Thread.currentThread().isInterrupted()) {
                tell(ConnectionProblem.describe(settings.socket(), e));
            }
        } catch (RuntimeException | LinkageError e) {
            counters.increment("broken-sessions");
            LOG.error("watch of containerd broke, connecting anew", e);
            problem =
                    Optional.of("containerd socket: " + settings.socket() + " was left after an internal fault: " + e);
        }
    }

    private void follow(EventStream events, Watch watch) throws InterruptedException {
        ContainerEventReader reader = new ContainerEventReader(watch);
        long nextCheck = nanoTime.getAsLong() + SOON.toNanos();
        while (!reconnection.isClosed()) {
            long left = Math.max(0, nextCheck - nanoTime.getAsLong());
            Optional<Envelope> event = events.poll(watch.patience(Duration.ofNanos(left)));
            if (event.isPresent()) {
                counters.increment("events");
                handle(event.get(), reader);
            }
            watch.retrySandboxes();
            if (nextCheck - nanoTime.getAsLong() <= 0) {
                Duration pause = watch.reconcile() ? SOON : CHECK_INTERVAL;
                nextCheck = nanoTime.getAsLong() + pause.toNanos();
            }
        }
    }

    private void handle(Envelope event, ContainerEventReader reader) {
        try {
            reader.read(event);
        } catch (InvalidProtocolBufferException malformed) {
            counters.increment("malformed-events");
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == io.grpc.Status.Code.UNAVAILABLE) {
                throw e;
            }
            counters.increment("failed-calls");
        }
    }

    private void tell(String sentence) {
        counters.increment("failed-sessions");
        if (!problem.equals(Optional.of(sentence))) {
            LOG.warn("{}", sentence);
        }
        problem = Optional.of(sentence);
    }
}
