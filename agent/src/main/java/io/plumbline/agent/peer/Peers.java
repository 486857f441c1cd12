// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.peer;

import io.plumbline.profiles.peer.Peer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Addresses to peers, as of the time of the connection: what the address itself says, pods of this node, names that were answered
 * with it, and for the rest whom the collector knows. What nobody knows yet stays open, because a sandbox, a service or an answer
 * may be told late, and is looked at again; once it has settled, the address itself is the observation. What is given up before is counted
 * as unresolved: it is never learned. Owned by the pipeline thread.
 */
public final class Peers {
    /** Long enough for the packet of an answer, and for whoever was asked to notice something. */
    static final long BRIEF_NANOS = 3_000_000_000L;

    /** The factor by which the wait is longer while the directory says that it is behind. */
    static final int BEHIND = 5;

    private static final int BATCH = 256;
    private static final long FIRST_PAUSE_NANOS = 250_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 5_000_000_000L;
    private static final long UNREACHABLE_NANOS = 1_000_000_000L;

    private final LocalPods pods;
    private final PeerDirectory directory;
    private final AddressKind kinds;
    private final long settleNanos;
    private final long briefNanos;
    private final Executor blocking;
    private final BiConsumer<List<PeerQuestion>, Optional<PeerDirectory.Answers>> answered;
    private final LongSupplier clock;
    private final AnswerCache cache = new AnswerCache();
    private final OpenInquiries open = new OpenInquiries();
    private final Outage unreachable = new Outage();
    private final Outage behind = new Outage();
    private Set<InetAddress> nodeAddresses = Set.of();
    private boolean asking;

    /**
     * @param blocking where the directory may be asked
     * @param answered brings an answer back to the pipeline thread, which hands it to {@link #onAnswer}
     * @param clock nanoseconds
     */
    public Peers(
            LocalPods pods,
            PeerDirectory directory,
            PeerSettings settings,
            Executor blocking,
            BiConsumer<List<PeerQuestion>, Optional<PeerDirectory.Answers>> answered,
            LongSupplier clock) {
        this.pods = pods;
        this.directory = directory;
        this.kinds = new AddressKind(settings);
        Duration settle = settings.settle();
        this.settleNanos = settle.toNanos();
        this.briefNanos = Math.min(BRIEF_NANOS, settleNanos);
        this.blocking = blocking;
        this.answered = answered;
        this.clock = clock;
    }

    /** The addresses of this node, in its own network namespace. */
    public void nodeAddresses(Set<InetAddress> addresses) {
        nodeAddresses = Set.copyOf(addresses);
    }

    /** Calls {@code then} with the peer: at once when that can be told, else when it has settled; with nothing when it is given up. */
    public void resolve(PeerInquiry inquiry, Consumer<Optional<Peer>> then) {
        long now = clock.getAsLong();
        Optional<Peer> known = local(inquiry);
        if (known.isEmpty()) {
            known = Optional.ofNullable(cache.peer(inquiry.question(), now));
        }
        if (known.isPresent()) {
            then.accept(known);
        } else {
            open.add(inquiry, then, now, cache.askAt(inquiry.question(), now));
        }
    }

    /** The peer that can be told without asking anybody. */
    private Optional<Peer> local(PeerInquiry inquiry) {
        InetAddress address = inquiry.address();
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || inquiry.own().contains(address)) {
            return Optional.of(new Peer.Loopback());
        }
        if (inquiry.outbound() && kinds.isMetadataService(address, inquiry.port())) {
            return Optional.of(new Peer.MetadataService());
        }
        if (inquiry.outbound() && kinds.isApiServer(address)) {
            return Optional.of(new Peer.ApiServer());
        }
        Optional<LocalPods.Tenancy> tenancy = pods.at(address, inquiry.atUnixNanos());
        if (tenancy.isPresent()) {
            return Optional.of(new Peer.WorkloadPeer(tenancy.get().workload()));
        }
        if (nodeAddresses.contains(address)) {
            // Behind a port of the node may be a service.
            return inquiry.outbound() && !directory.isNobody() ? Optional.empty() : Optional.of(new Peer.Node());
        }
        // Whether a pod is on this node or on another must not make a difference: of private addresses the directory is
        // asked first.
        return directory.isNobody() || !mayBeOfCluster(inquiry)
                ? name(inquiry).filter(name -> !name.ofCluster()).map(Peers::named)
                : Optional.empty();
    }

    private static boolean mayBeOfCluster(PeerInquiry inquiry) {
        return AddressKind.isPrivate(inquiry.address())
                || inquiry.own().stream().anyMatch(own -> AddressKind.isNear(own, inquiry.address()));
    }

    private static Optional<PeerInquiry.Name> name(PeerInquiry inquiry) {
        return inquiry.outbound() ? inquiry.name().get() : Optional.empty();
    }

    private static Peer named(PeerInquiry.Name name) {
        return new Peer.DnsName(name.name());
    }

    /** Looks again at what is open, and asks the directory; called on each turn of the pipeline's clock. */
    public void tick() {
        if (open.size() == 0) {
            return;
        }
        long now = clock.getAsLong();
        List<OpenInquiries.Question> due = new ArrayList<>();
        for (OpenInquiries.Question question : open.questions()) {
            if (question.isDue(now)) {
                for (OpenInquiries.Open one : question.waiting()) {
                    local(one.inquiry()).ifPresent(peer -> open.resolve(one, peer));
                }
                if (directory.isNobody()) {
                    conclude(question, true, now);
                } else if (!asking && due.size() < BATCH && !question.waiting().isEmpty()) {
                    due.add(question);
                }
            }
        }
        if (!due.isEmpty()) {
            ask(due);
        }
    }

    private void ask(List<OpenInquiries.Question> due) {
        asking = true;
        due.forEach(OpenInquiries.Question::asked);
        List<PeerQuestion> questions =
                due.stream().map(OpenInquiries.Question::text).toList();
        blocking.execute(() -> {
            Optional<PeerDirectory.Answers> answers = Optional.empty();
            try {
                answers = directory.resolve(questions);
            } finally {
                answered.accept(questions, answers);
            }
        });
    }

    /** The directory answered, or could not be reached: then all stays open, so that nothing is judged without its peer. */
    public void onAnswer(List<PeerQuestion> questions, Optional<PeerDirectory.Answers> answer) {
        asking = false;
        long now = clock.getAsLong();
        unreachable.told(answer.isPresent(), now);
        answer.ifPresent(answers -> behind.told(answers.current(), now));
        for (PeerQuestion text : questions) {
            Peer peer = answer.map(answers -> answers.peers().get(text)).orElse(null);
            if (answer.isPresent()) {
                cache.put(text, peer, now);
            }
            OpenInquiries.Question question = open.question(text).orElse(null);
            if (question == null) {
                continue;
            }
            if (peer != null) {
                question.waiting().forEach(one -> open.resolve(one, peer));
            } else if (answer.isPresent()) {
                conclude(question, answer.get().current(), now);
            } else {
                question.again(now + UNREACHABLE_NANOS);
            }
        }
        tick();
    }

    /** Concludes a question that nobody who could be asked has an answer to. */
    private void conclude(OpenInquiries.Question question, boolean current, long nowNanos) {
        for (OpenInquiries.Open one : question.waiting()) {
            PeerInquiry inquiry = one.inquiry();
            Optional<PeerInquiry.Name> name = name(inquiry);
            if (nowNanos - waitingSince(one, current) < patience(inquiry, name, current)) {
                continue;
            }
            if (nodeAddresses.contains(inquiry.address())) {
                open.resolve(one, new Peer.Node());
            } else if (name.isPresent()) {
                open.resolve(one, named(name.get()));
            } else if (inquiry.found() && inquiry.outbound()) {
                // Nobody saw whether a name had been answered with the address.
                open.giveUp(one, "found-unnamed");
            } else {
                open.resolve(one, AddressKind.range(inquiry.address(), inquiry.outbound()));
            }
        }
        long pause = Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(10, question.attempts()));
        question.again(nowNanos + pause);
    }

    /**
     * The time since when an inquiry waits. One that could not be asked, or was asked of somebody who was behind, has not
     * settled meanwhile.
     */
    private long waitingSince(OpenInquiries.Open one, boolean current) {
        long since = Math.max(one.sinceNanos(), unreachable.backSinceNanos());
        return current ? Math.max(since, behind.backSinceNanos()) : since;
    }

    private long patience(PeerInquiry inquiry, Optional<PeerInquiry.Name> name, boolean current) {
        if (current && nodeAddresses.contains(inquiry.address())) {
            return 0;
        }
        if (directory.isNobody()) {
            return briefNanos;
        }
        if (!mayBeOfCluster(inquiry)) {
            // It may be that of a load balancer, a node or the API server.
            return current ? briefNanos : settleNanos;
        }
        if (!current) {
            return BEHIND * settleNanos;
        }
        return name.isPresent() && !name.get().ofCluster() ? briefNanos : settleNanos;
    }

    /** True when whoever could be asked answers, or there is nobody to ask. */
    public boolean isAnswered() {
        return !unreachable.isFailing() && !behind.isFailing();
    }

    /** Connections whose peer nobody named, by cause, since the start. */
    public Map<String, Long> unresolved() {
        return open.unresolved();
    }

    /** Connections whose peer is not named yet. */
    public int pending() {
        return open.size();
    }
}
