// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import io.plumbline.agent.container.Sandbox;
import io.plumbline.agent.dns.NameBook;
import io.plumbline.agent.dns.NameBooks;
import io.plumbline.agent.dns.ResolverConfig;
import io.plumbline.agent.peer.PeerInquiry;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.profiles.behavior.NameLookup;
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
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** From DNS messages to facts, and to the names of addresses. Owned by the pipeline thread. */
final class NameLookUps {
    private static final long EXPIRE_NANOS = 10_000_000_000L;

    private static final int MOST_NAME = 253;

    /** Whoever looks up the names of addresses asks for another one each time. */
    private static final List<String> REVERSE = List.of("in-addr.arpa", "ip6.arpa");

    private final NameBooks books = new NameBooks();
    private final NetworkOwners owners;
    private final Detection detection;
    private final Traffic traffic;
    private final ResolverReader resolvers;
    private final LongUnaryOperator bootToUnixNanos;
    private long expiredNanos;

    /** Reads whom a pod asks. */
    @FunctionalInterface
    interface ResolverReader {
        /** Calls {@code then} on the pipeline thread. */
        void read(List<Integer> pids, Consumer<ResolverConfig> then);
    }

    NameLookUps(
            NetworkOwners owners,
            Detection detection,
            Traffic traffic,
            ResolverReader resolvers,
            LongUnaryOperator bootToUnixNanos) {
        this.owners = owners;
        this.detection = detection;
        this.traffic = traffic;
        this.resolvers = resolvers;
        this.bootToUnixNanos = bootToUnixNanos;
    }

    /** A reader of the resolv.conf that the first of several processes has. */
    static ResolverReader reader(Path proc, Executor blocking, Consumer<Runnable> answers) {
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
     * A container begins: the first of its pod tells whom the pod asks. The pod's own process comes first, which no workload has in
     * its hands.
     *
     * @param former counters of an earlier run of the agent: which addresses had which names
     */
    void begin(WatchedContainer container, Collection<Counter> former, long nowNanos) {
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

    /** The last container of a pod is over. */
    void end(String sandboxId) {
        books.end(sandboxId);
    }

    void on(SensorEvent.NameMessage event, long nowNanos) {
        TrackedProcess process = owners.process(event.owner());
        owners.with(event, event.owner(), Reading.unknown("not-provided"), nowNanos, container -> {
            book(container)
                    .ifPresent(book -> book.whenConfigured(() -> {
                        if (event.sent()) {
                            asked(container, book, event, process);
                        } else {
                            answered(container, book, event);
                        }
                    }));
        });
    }

    private void asked(
            WatchedContainer container,
            NameBook book,
            SensorEvent.NameMessage event,
            @Nullable TrackedProcess process) {
        if (event.message().response()) {
            // A server's answer; who serves at port 53 is told as a listener.
            return;
        }
        long at = bootToUnixNanos.applyAsLong(event.bootNanos());
        String name = book.asked(event.message(), event.local().port(), event.transport(), event.bootNanos());
        traffic.name(container, event, name, at);
        NameLookup lookup = new NameLookup(lookedUp(name));
        detection.observe(container, Fact.of(lookup, process, process == null ? null : process.details(), at));
    }

    private void answered(WatchedContainer container, NameBook book, SensorEvent.NameMessage event) {
        Optional<String> name = book.answered(
                event.message(),
                event.remote().address(),
                event.remote().port(),
                event.local().port(),
                event.transport(),
                event.bootNanos());
        books.trim();
        name.ifPresent(
                believed -> traffic.name(container, event, believed, bootToUnixNanos.applyAsLong(event.bootNanos())));
    }

    /** The name as a fact: names of addresses are one, and what is longer than a name can be is cut at its head. */
    static String lookedUp(String name) {
        for (String domain : REVERSE) {
            if (name.endsWith("." + domain)) {
                return "*." + domain;
            }
        }
        String cut = name;
        while (cut.length() > MOST_NAME) {
            int dot = cut.indexOf('.', 2);
            cut = dot < 0 ? cut.substring(cut.length() - MOST_NAME) : "*" + cut.substring(dot);
        }
        return cut.isEmpty() ? "." : cut;
    }

    /** The name by which a container got an address, at any time that it is asked for. */
    Supplier<Optional<PeerInquiry.Name>> nameOf(WatchedContainer container, InetAddress address, long bootNanos) {
        Optional<NameBook> book = book(container);
        return () -> book.flatMap(names -> names.name(address, bootNanos))
                .map(found -> new PeerInquiry.Name(found.name(), found.ofCluster()));
    }

    /** Keeps the name of an address; returns what ends that. */
    Runnable hold(WatchedContainer container, InetAddress address) {
        Optional<NameBook> book = book(container);
        book.ifPresent(names -> names.hold(address));
        return () -> book.ifPresent(names -> names.release(address));
    }

    private Optional<NameBook> book(WatchedContainer container) {
        return books.find(container.container().sandbox().id());
    }

    void tick(long nowNanos) {
        if (nowNanos - expiredNanos >= EXPIRE_NANOS) {
            expiredNanos = nowNanos;
            books.expire(nowNanos);
        }
    }

    /** What became of the messages, by one word each. */
    Map<String, Long> counts() {
        return books.counts().all();
    }

    /** Addresses that have a name. */
    int size() {
        return books.size();
    }
}
