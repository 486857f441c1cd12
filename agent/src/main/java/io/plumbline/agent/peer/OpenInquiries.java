// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.peer;

import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The connections whose other end nobody has named yet, by what is asked about them. At most {@value #MOST_EACH} of a container and
 * {@value #MOST} in all: one of the container, or of the one that has most, is given up for a new one, and counted. That is the
 * oldest repetition, so that whoever connects to one target again and again keeps neither that nor another from being named; only
 * where all targets are different is it the oldest of all. For one thread.
 */
final class OpenInquiries {
    static final int MOST = 8192;
    static final int MOST_EACH = 1024;

    private final Map<PeerQuestion, Question> questions = new LinkedHashMap<>();
    private final Map<String, Waiting> byContainer = new HashMap<>();
    private final Map<String, Long> unresolved = new TreeMap<>();
    private int size;

    /** One question, with all that wait for its answer. */
    static final class Question {
        private final PeerQuestion text;
        private final List<Open> waiting = new ArrayList<>(1);
        private int attempts;
        private long nextNanos;
        private boolean asked;

        private Question(PeerQuestion text, long nextNanos) {
            this.text = text;
            this.nextNanos = nextNanos;
        }

        PeerQuestion text() {
            return text;
        }

        List<Open> waiting() {
            return List.copyOf(waiting);
        }

        /** True when it is time to look again, and nobody is being asked. */
        boolean isDue(long nowNanos) {
            return !asked && nowNanos - nextNanos >= 0;
        }

        int attempts() {
            return attempts;
        }

        void asked() {
            asked = true;
        }

        void again(long atNanos) {
            asked = false;
            attempts++;
            nextNanos = atNanos;
        }
    }

    /** The connections of one container. */
    private static final class Waiting {
        private final SequencedSet<Open> all = new LinkedHashSet<>();
        private final SequencedSet<Open> repeated = new LinkedHashSet<>();
        private final Map<Target, Open> firsts = new HashMap<>();

        private record Target(InetAddress address, int port, Transport transport) {
            static Target of(Open open) {
                return new Target(open.inquiry.address(), open.inquiry.port(), open.inquiry.transport());
            }
        }

        void add(Open open) {
            all.add(open);
            if (firsts.putIfAbsent(Target.of(open), open) != null) {
                repeated.add(open);
            }
        }

        boolean remove(Open open) {
            if (!repeated.remove(open)) {
                firsts.remove(Target.of(open), open);
            }
            return all.remove(open);
        }

        Open dispensable() {
            return repeated.isEmpty() ? all.getFirst() : repeated.getFirst();
        }
    }

    /** One connection. */
    static final class Open {
        private final PeerInquiry inquiry;
        private final Consumer<Optional<Peer>> then;
        private final Question question;
        private final long sinceNanos;

        private Open(PeerInquiry inquiry, Consumer<Optional<Peer>> then, Question question, long sinceNanos) {
            this.inquiry = inquiry;
            this.then = then;
            this.question = question;
            this.sinceNanos = sinceNanos;
        }

        PeerInquiry inquiry() {
            return inquiry;
        }

        long sinceNanos() {
            return sinceNanos;
        }
    }

    /** {@code askNanos}: when its question is asked, if it is not open already. */
    void add(PeerInquiry inquiry, Consumer<Optional<Peer>> then, long nowNanos, long askNanos) {
        Waiting ofContainer = byContainer.get(inquiry.container());
        if (ofContainer != null && ofContainer.all.size() >= MOST_EACH) {
            giveUp(ofContainer.dispensable(), "container-full");
        } else if (size >= MOST) {
            giveUp(largest().dispensable(), "node-full");
        }
        Question question = questions.computeIfAbsent(inquiry.question(), text -> new Question(text, askNanos));
        Open open = new Open(inquiry, then, question, nowNanos);
        question.waiting.add(open);
        byContainer
                .computeIfAbsent(inquiry.container(), ignored -> new Waiting())
                .add(open);
        size++;
    }

    private Waiting largest() {
        Waiting largest = new Waiting();
        for (Waiting one : byContainer.values()) {
            largest = one.all.size() > largest.all.size() ? one : largest;
        }
        return largest;
    }

    /** The peer is known. */
    void resolve(Open open, Peer peer) {
        remove(open);
        open.then.accept(Optional.of(peer));
    }

    /** Nobody will name the peer. */
    void giveUp(Open open, String cause) {
        remove(open);
        unresolved.merge(cause, 1L, Long::sum);
        open.then.accept(Optional.empty());
    }

    private void remove(Open open) {
        Question question = open.question;
        question.waiting.remove(open);
        if (question.waiting.isEmpty()) {
            questions.remove(question.text, question);
        }
        Waiting ofContainer = byContainer.get(open.inquiry.container());
        if (ofContainer != null && ofContainer.remove(open)) {
            size--;
            if (ofContainer.all.isEmpty()) {
                byContainer.remove(open.inquiry.container());
            }
        }
    }

    /** The questions that are open now, oldest first. */
    List<Question> questions() {
        return List.copyOf(questions.values());
    }

    Optional<Question> question(PeerQuestion text) {
        return Optional.ofNullable(questions.get(text));
    }

    int size() {
        return size;
    }

    /** Connections whose peer was not named, by cause, since the start. */
    Map<String, Long> unresolved() {
        return Map.copyOf(unresolved);
    }
}
