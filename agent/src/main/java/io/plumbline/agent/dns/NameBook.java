// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.dns;

import io.plumbline.profiles.behavior.Transport;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The questions of one pod, and the answers of those whom it is configured to ask. A packet that merely claims to be an answer
 * gives nothing: it must come from a resolver of the configuration and answer an open question, each of which is answered once.
 * What happens before the configuration is known waits, bounded. For one thread.
 */
public final class NameBook {
    private static final int MOST_WAITING = 256;
    private static final int PORT = 53;
    private static final int MOST_DEPUTIES = 64;
    private static final long DEPUTY_NANOS = 60_000_000_000L;

    private final AddressBook addresses = new AddressBook();
    private final OpenQuestions questions;
    private final NameCounts counts;
    private final Map<InetAddress, Long> deputies = new LinkedHashMap<>();
    private Deque<Runnable> waiting = new ArrayDeque<>();
    private @Nullable ResolverConfig config;

    NameBook(NameCounts counts) {
        this.counts = counts;
        questions = new OpenQuestions(counts);
    }

    /**
     * Takes the resolvers that the pod asks. Only the first word holds: what the workload makes of its file later gains no
     * trust.
     */
    public void configured(ResolverConfig first) {
        if (config == null) {
            config = first;
            Deque<Runnable> tasks = waiting;
            waiting = new ArrayDeque<>();
            tasks.forEach(Runnable::run);
        }
    }

    /** The resolvers that the pod is configured to ask. */
    public Set<InetAddress> resolvers() {
        return config().resolvers();
    }

    /** This address answers for one of the resolvers of the configuration: believed for a minute, because it may be another's soon. */
    public void deputy(InetAddress address, long atNanos) {
        deputies.remove(address);
        if (deputies.size() >= MOST_DEPUTIES) {
            deputies.remove(deputies.keySet().iterator().next());
        }
        deputies.put(address, atNanos + DEPUTY_NANOS);
    }

    /** True when the message answers an open question, but comes from whom the pod is not configured to ask. */
    public boolean isFromStranger(
            DnsMessage answer, InetAddress resolver, int port, int localPort, Transport transport, long atNanos) {
        return answer.response()
                && port == PORT
                && !isTrusted(resolver, atNanos)
                && questions.isOpen(key(answer, localPort, transport));
    }

    private boolean isTrusted(InetAddress resolver, long atNanos) {
        return config().resolvers().contains(resolver) || atNanos < deputies.getOrDefault(resolver, Long.MIN_VALUE);
    }

    /** Does something now, or when the configuration is known. */
    public void whenConfigured(Runnable task) {
        if (config != null) {
            task.run();
        } else if (waiting.size() < MOST_WAITING) {
            waiting.add(task);
        } else {
            counts.add("unconfigured", 1);
        }
    }

    /** The pod sent a question; returns its name without a search domain. */
    public String asked(DnsMessage question, int localPort, Transport transport, long atNanos) {
        counts.add("asked", 1);
        questions.asked(key(question, localPort, transport), atNanos);
        return config().withoutSearchDomain(question.question());
    }

    /**
     * A message came in.
     *
     * @param resolver from which it came
     * @return the name that was asked for, without a search domain; empty when it is not to be believed
     */
    public Optional<String> answered(
            DnsMessage answer, InetAddress resolver, int port, int localPort, Transport transport, long atNanos) {
        if (!answer.response()) {
            counts.add("no-answer", 1);
            return Optional.empty();
        }
        if (port != PORT || !isTrusted(resolver, atNanos)) {
            counts.add("foreign-resolver", 1);
            return Optional.empty();
        }
        if (!questions.answered(key(answer, localPort, transport), atNanos)) {
            counts.add("unasked", 1);
            return Optional.empty();
        }
        counts.add(answer.code() == 0 ? "believed" : "failed", 1);
        AddressChain chain = AddressChain.of(answer);
        counts.add("stray-records", chain.strays());
        String name = config().withoutSearchDomain(answer.question());
        AddressName found = new AddressName(name, config().isOfCluster(answer.question()));
        chain.secondsByAddress()
                .forEach((address, seconds) ->
                        counts.add("addresses-pushed-out", addresses.add(address, found, seconds, atNanos)));
        return Optional.of(name);
    }

    /** An earlier run of the agent knew this name of an address that the pod may still use. */
    public void restore(InetAddress address, String name, long atNanos) {
        counts.add("addresses-pushed-out", addresses.restore(address, new AddressName(name, false), atNanos));
    }

    /** The name by which the pod got the address, as of that time. */
    public Optional<AddressName> name(InetAddress address, long atNanos) {
        return addresses.at(address, atNanos);
    }

    /** The name of the address stays while there is a connection. */
    public void hold(InetAddress address) {
        addresses.hold(address);
    }

    public void release(InetAddress address) {
        addresses.release(address);
    }

    void expire(long nowNanos) {
        addresses.expire(nowNanos);
    }

    int forgetEldest() {
        return addresses.forgetEldest();
    }

    int size() {
        return addresses.size();
    }

    private ResolverConfig config() {
        return config == null ? ResolverConfig.NONE : config;
    }

    private static OpenQuestions.Key key(DnsMessage message, int localPort, Transport transport) {
        return new OpenQuestions.Key(message.id(), localPort, transport, message.question(), message.questionType());
    }
}
