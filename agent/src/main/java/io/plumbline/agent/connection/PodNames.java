// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.connection;

import io.plumbline.agent.container.Sandbox;
import io.plumbline.agent.dns.AddressName;
import io.plumbline.agent.dns.NameBook;
import io.plumbline.agent.dns.NameBooks;
import io.plumbline.agent.dns.ResolverConfig;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.learning.Counter;
import io.plumbline.profiles.peer.Peer;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The names that the pods of this node got for addresses, from the first container of a pod to the last. Owned by the pipeline thread. */
public final class PodNames {
    private static final long EXPIRE_NANOS = 10_000_000_000L;

    private final NameBooks books = new NameBooks();
    private final ResolverReader resolvers;
    private long expiredNanos;

    /** Reads whom a pod asks. */
    @FunctionalInterface
    interface ResolverReader {
        /** Calls {@code then} on the pipeline thread, with what the first of these processes has that can be read. */
        void read(List<Integer> pids, Consumer<ResolverConfig> then);
    }

    public PodNames(ResolverReader resolvers) {
        this.resolvers = resolvers;
    }

    /** Reads resolv.conf as the processes see it. */
    public static ResolverReader reader(Path proc, Executor blocking, Consumer<Runnable> answers) {
        return (pids, then) -> blocking.execute(() -> {
            ResolverConfig config = pids.stream()
                    .filter(pid -> pid > 0)
                    .map(pid -> ResolverConfig.read(
                            proc.resolve(Integer.toString(pid)).resolve("root")))
                    .flatMap(Optional::stream)
                    .findFirst()
                    .orElse(ResolverConfig.NONE);
            answers.accept(() -> then.accept(config));
        });
    }

    /**
     * A container begins: with the first of its pod it is read whom the pod asks. The pod's own process comes first, in which no
     * workload runs.
     *
     * @param former counters of an earlier run of the agent, which tell addresses that the pod may still have names of
     */
    public void begin(WatchedContainer container, Collection<Counter> former, long nowNanos) {
        Sandbox sandbox = container.container().sandbox();
        boolean news = books.find(sandbox.id()).isEmpty();
        NameBook book = books.of(sandbox.id());
        for (Counter counter : former) {
            if (counter.behavior() instanceof Outbound outbound && outbound.peer() instanceof Peer.DnsName name) {
                for (String address : counter.addresses()) {
                    Sandbox.address(address).ifPresent(known -> book.restore(known, name.name(), nowNanos));
                }
            }
        }
        if (news) {
            List<Integer> pids = List.of(sandbox.pid(), container.container().initPid());
            resolvers.read(pids, book::configured);
        }
    }

    /** A pod is gone, and its last container is over. */
    public void end(String sandboxId) {
        books.end(sandboxId);
    }

    /** The names of a container's pod; none when the pod is over. */
    Optional<NameBook> of(WatchedContainer container) {
        return books.find(container.container().sandbox().id());
    }

    /** The name by which a container got an address, as of that time. */
    Optional<AddressName> name(WatchedContainer container, InetAddress address, long bootNanos) {
        return of(container).flatMap(book -> book.name(address, bootNanos));
    }

    /** Keeps the name of an address while a connection is open; returns what ends that. */
    Runnable hold(WatchedContainer container, InetAddress address) {
        Optional<NameBook> book = of(container);
        book.ifPresent(names -> names.hold(address));
        return () -> book.ifPresent(names -> names.release(address));
    }

    /** Keeps to the bound of the node, after an answer. */
    void trim() {
        books.trim();
    }

    public void tick(long nowNanos) {
        if (nowNanos - expiredNanos >= EXPIRE_NANOS) {
            expiredNanos = nowNanos;
            books.expire(nowNanos);
        }
    }

    /** What became of the messages, by one word each. */
    public Map<String, Long> counts() {
        return books.counts().all();
    }

    /** Addresses that have a name. */
    public int size() {
        return books.size();
    }
}
