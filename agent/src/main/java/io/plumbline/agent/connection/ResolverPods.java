// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.connection;

import io.plumbline.agent.dns.NameBook;
import io.plumbline.agent.peer.AddressKind;
import io.plumbline.agent.peer.PeerDirectory;
import io.plumbline.agent.peer.PeerQuestion;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.workload.Workload;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pods that answer for the resolvers of a pod's configuration. Where loads are balanced in the socket, as Cilium does, a pod that asks
 * its cluster's name service is seen to talk to one of the pods behind it. The directory says whether it is one: the workload behind
 * the service must be the workload of that pod. Owned by the pipeline thread.
 */
public final class ResolverPods {
    /** Who was found to be none is not asked about again for so long. */
    private static final long NONE_NANOS = 10_000_000_000L;

    private static final int MOST_NONE = 256;
    private static final int MOST_ASKED = 16;
    private static final int MOST_WAITING = 64;
    private static final int PORT = 53;

    private final PeerDirectory directory;
    private final Executor blocking;
    private final Consumer<Runnable> answers;
    private final Map<Key, Deque<Runnable>> asked = new HashMap<>();
    private final Map<Key, Long> none = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
            return size() > MOST_NONE;
        }
    };

    /** Books have no equals of their own: each is another. */
    private record Key(NameBook book, InetAddress address) {}

    public ResolverPods(PeerDirectory directory, Executor blocking, Consumer<Runnable> answers) {
        this.directory = directory;
        this.blocking = blocking;
        this.answers = answers;
    }

    /** Does {@code then} when it is clear, as far as it can be, whether the address answers for a resolver of the book's pod. */
    void find(NameBook book, InetAddress address, long bootNanos, long atUnixNanos, Runnable then) {
        Key key = new Key(book, address);
        Deque<Runnable> waiting = asked.get(key);
        if (waiting != null && waiting.size() < MOST_WAITING) {
            waiting.add(then);
            return;
        }
        if (waiting != null
                || directory.isNobody()
                || !AddressKind.isPrivate(address)
                || asked.size() >= MOST_ASKED
                || bootNanos < none.getOrDefault(key, Long.MIN_VALUE)) {
            then.run();
            return;
        }
        Deque<Runnable> first = new ArrayDeque<>();
        first.add(then);
        asked.put(key, first);
        PeerQuestion pod = question(address, atUnixNanos);
        List<PeerQuestion> questions = new ArrayList<>(book.resolvers().stream()
                .map(resolver -> question(resolver, atUnixNanos))
                .toList());
        questions.add(pod);
        blocking.execute(() -> {
            boolean found = false;
            try {
                found = directory
                        .resolve(questions)
                        .filter(known -> answersForOne(known, questions, pod))
                        .isPresent();
            } finally {
                boolean deputy = found;
                answers.accept(() -> found(key, deputy, bootNanos));
            }
        });
    }

    private static PeerQuestion question(InetAddress address, long atUnixNanos) {
        return new PeerQuestion(address.getHostAddress(), atUnixNanos, PORT, Transport.UDP);
    }

    private static boolean answersForOne(PeerDirectory.Answers known, List<PeerQuestion> questions, PeerQuestion pod) {
        Workload workload = workload(known, pod);
        return workload != null
                && questions.stream()
                        .filter(question -> !question.equals(pod))
                        .anyMatch(question -> workload.equals(known.behind().get(question)));
    }

    private static @Nullable Workload workload(PeerDirectory.Answers known, PeerQuestion pod) {
        return known.peers().get(pod) instanceof Peer.WorkloadPeer peer ? peer.workload() : null;
    }

    private void found(Key key, boolean deputy, long bootNanos) {
        if (deputy) {
            key.book().deputy(key.address(), bootNanos);
        } else {
            none.put(key, bootNanos + NONE_NANOS);
        }
        Deque<Runnable> waiting = asked.remove(key);
        if (waiting != null) {
            waiting.forEach(Runnable::run);
        }
    }
}
