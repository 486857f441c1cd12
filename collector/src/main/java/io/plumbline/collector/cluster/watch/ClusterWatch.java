// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.watch;

import io.plumbline.collector.cluster.memory.ClusterMemory;
import io.plumbline.collector.store.Times;
import io.plumbline.v1.ClusterView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@link ClusterMemory} current, as long as the API server is there; without it, what was known last stays. One virtual
 * thread, plumbline-cluster, connects again and judges; the client's own threads fill the memory. Needs list and watch of pods,
 * services, nodes, namespaces, endpointslices, replicasets, jobs and replicationcontrollers.
 */
public final class ClusterWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);
    private static final Duration TURN = Duration.ofMillis(500);
    /** API servers end watches now and then; the next one begins within that time. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);

    private final WatchSettings settings;
    private final ClusterMemory memory;
    private final InstantSource clock;
    private final Reductions reductions = new Reductions();
    private final @Nullable Thread thread;
    private volatile ClusterView view;
    private volatile boolean closed;

    private ClusterWatch(WatchSettings settings, ClusterMemory memory, InstantSource clock, boolean asks) {
        this.settings = settings;
        this.memory = memory;
        this.clock = clock;
        this.view = asks
                ? ClusterView.newBuilder()
                        .setWatched(true)
                        .setProblem("Kubernetes API: was not reached yet (expected: lists of the cluster's objects)")
                        .build()
                : ClusterView.getDefaultInstance();
        this.thread = asks ? Thread.ofVirtual().name("plumbline-cluster").unstarted(this::run) : null;
    }

    /** Begins to watch, if the settings say so; does not wait for the API server. {@code environment}: of the process. */
    public static ClusterWatch start(
            WatchSettings settings, Map<String, String> environment, ClusterMemory memory, InstantSource clock) {
        var watch = new ClusterWatch(settings, memory, clock, settings.asks(environment));
        if (watch.thread != null) {
            watch.thread.start();
        }
        return watch;
    }

    /** The memory's own account of how current it is. Any thread may ask. */
    public ClusterView view() {
        return view;
    }

    /** True when the memory is what the API tells now. */
    public boolean isCurrent() {
        ClusterView now = view;
        return now.getCurrentAtUnixNanos() != 0 && now.getProblem().isEmpty();
    }

    /**
     * The reason why the memory is not current, in one sentence with its age; empty while it is, and without an API.
     */
    public Optional<String> problem() {
        ClusterView now = view;
        if (now.getProblem().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                now.getCurrentAtUnixNanos() == 0
                        ? now.getProblem()
                        : now.getProblem() + "; what is known is " + ageSeconds() + " s old");
    }

    /** Seconds since the memory was last known to be current; 0 without an API, and -1 when it never was. */
    public int ageSeconds() {
        ClusterView now = view;
        if (!now.getWatched()) {
            return 0;
        }
        return now.getCurrentAtUnixNanos() == 0
                ? -1
                : Math.clamp((Times.nanos(clock) - now.getCurrentAtUnixNanos()) / 1_000_000_000L, 0, Integer.MAX_VALUE);
    }

    /** Objects that were not understood, and texts and lists of which a part was left out; since the start. */
    public long cut() {
        return reductions.cut();
    }

    @Override
    public void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
            try {
                boolean ignored = thread.join(Duration.ofSeconds(5));
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        Duration backoff = FIRST_BACKOFF;
        try {
            while (!closed) {
                boolean worked = false;
                try (Informers informers = Informers.start(settings.api(), memory, reductions)) {
                    worked = follow(informers);
                } catch (RuntimeException unusable) {
                    tell("Kubernetes API: cannot be used: " + Informers.reason(unusable)
                            + " (expected: kubeconfig, URL or service account of an API server)");
                }
                backoff = worked ? FIRST_BACKOFF : backoff;
                Thread.sleep(backoff);
                Duration doubled = backoff.multipliedBy(2);
                backoff = doubled.compareTo(LONGEST_BACKOFF) < 0 ? doubled : LONGEST_BACKOFF;
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when one of them has ended, which none ever should; true when all had worked. */
    private boolean follow(Informers informers) throws InterruptedException {
        boolean worked = false;
        while (!closed && informers.areRunning()) {
            Optional<String> problem = informers.problem();
            memory.namespacesReadable(informers.areNamespacesReadable());
            memory.sweep();
            if (problem.isEmpty()) {
                worked = true;
                if (!view.getProblem().isEmpty()) {
                    LOG.info("watching the cluster at {}", informers.server());
                }
                view = ClusterView.newBuilder()
                        .setWatched(true)
                        .setCurrentAtUnixNanos(Times.nanos(clock))
                        .build();
            } else if (ageSeconds() < 0 || ageSeconds() >= GRACE.toSeconds()) {
                tell(problem.get());
            }
            Thread.sleep(TURN);
        }
        return worked;
    }

    private void tell(String sentence) {
        ClusterView former = view;
        if (!former.getProblem().equals(sentence)) {
            LOG.warn("{}", sentence);
            view = former.toBuilder().setProblem(sentence).build();
        }
    }
}
