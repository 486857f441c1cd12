// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.peer;

import io.plumbline.profiles.peer.Peer;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Addresses to peers, as of the time of the connection: the pod itself, pods of this node, this node, and for the rest whom
 * the collector knows. What nobody can answer is asked again a few times, because a sandbox of another node may be reported
 * late, and then counted as unresolved: it is never learned. Owned by the pipeline thread.
 */
public final class Peers {
    /** A sandbox of another node is known within seconds, or it was never a pod's. */
    private static final int ATTEMPTS = 20;

    private static final int MOST_PENDING = 8192;
    private static final int BATCH = 256;

    private final LocalPods pods;
    private final PeerDirectory directory;
    private final Executor blocking;
    private final BiConsumer<List<PeerQuestion>, Optional<Map<PeerQuestion, Peer>>> answered;
    private final Map<PeerQuestion, Waiting> pending = new LinkedHashMap<>();
    private Set<InetAddress> nodeAddresses = Set.of();
    private boolean asking;
    private long unresolved;

    private static final class Waiting {
        private final List<Consumer<Optional<Peer>>> consumers = new ArrayList<>();
        private int attempts;
    }

    /**
     * @param blocking where the directory may be asked
     * @param answered brings an answer back to the pipeline thread, which hands it to {@link #onAnswer}
     */
    public Peers(
            LocalPods pods,
            PeerDirectory directory,
            Executor blocking,
            BiConsumer<List<PeerQuestion>, Optional<Map<PeerQuestion, Peer>>> answered) {
        this.pods = pods;
        this.directory = directory;
        this.blocking = blocking;
        this.answered = answered;
    }

    /** The addresses of this node, in its own network namespace. */
    public void nodeAddresses(Set<InetAddress> addresses) {
        nodeAddresses = Set.copyOf(addresses);
    }

    /**
     * Calls {@code then} with the peer: at once when it is local, else when the answer comes; with nothing when nobody knows.
     *
     * @param ownAddresses of the pod whose connection it is
     */
    public void resolve(
            InetAddress address, long atUnixNanos, List<String> ownAddresses, Consumer<Optional<Peer>> then) {
        String text = address.getHostAddress();
        if (address.isLoopbackAddress()
                || ownAddresses.stream().map(LocalPods::canonical).anyMatch(text::equals)) {
            then.accept(Optional.of(new Peer.Loopback()));
            return;
        }
        Optional<LocalPods.Tenancy> local = pods.at(text, atUnixNanos);
        if (local.isPresent()) {
            then.accept(Optional.of(new Peer.WorkloadPeer(local.get().workload())));
            return;
        }
        if (nodeAddresses.contains(address)) {
            then.accept(Optional.of(new Peer.Node()));
            return;
        }
        if (pending.size() >= MOST_PENDING) {
            unresolved++;
            then.accept(Optional.empty());
            return;
        }
        pending.computeIfAbsent(new PeerQuestion(text, atUnixNanos), ignored -> new Waiting())
                .consumers
                .add(then);
    }

    /** Asks the directory for what is open; called on each turn of the pipeline's clock. */
    public void ask() {
        if (asking || pending.isEmpty()) {
            return;
        }
        List<PeerQuestion> questions = pending.keySet().stream().limit(BATCH).toList();
        asking = true;
        blocking.execute(() -> {
            Optional<Map<PeerQuestion, Peer>> answers = Optional.empty();
            try {
                answers = directory.resolve(questions);
            } finally {
                answered.accept(questions, answers);
            }
        });
    }

    /** The directory answered, or could not be reached: then all stays open, so that nothing is judged without its peer. */
    public void onAnswer(List<PeerQuestion> questions, Optional<Map<PeerQuestion, Peer>> answer) {
        asking = false;
        if (answer.isEmpty()) {
            return;
        }
        Map<PeerQuestion, Peer> answers = answer.get();
        for (PeerQuestion question : questions) {
            Waiting waiting = pending.remove(question);
            if (waiting == null) {
                continue;
            }
            Peer peer = answers.get(question);
            if (peer == null && ++waiting.attempts < ATTEMPTS) {
                pending.put(question, waiting);
                continue;
            }
            if (peer == null) {
                unresolved += waiting.consumers.size();
            }
            waiting.consumers.forEach(then -> then.accept(Optional.ofNullable(peer)));
        }
    }

    /** Connections whose peer nobody could name. */
    public long unresolved() {
        return unresolved;
    }

    public int pending() {
        return pending.size();
    }
}
