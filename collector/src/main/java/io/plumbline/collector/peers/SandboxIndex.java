// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.peers;

import io.plumbline.collector.cluster.IpText;
import io.plumbline.collector.store.SandboxRow;
import io.plumbline.v1.SandboxInterval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Sandboxes by address, newest first. Thread-safe: readers see whole lists.
 *
 * <p>Bounded by what lives in the cluster and by how long ended intervals are kept.
 */
public final class SandboxIndex {
    private final ConcurrentMap<String, List<SandboxRow>> byAddress = new ConcurrentHashMap<>();
    private final long toleranceNanos;

    /** {@code tolerance}: how far the clocks of two nodes may be apart. */
    public SandboxIndex(Duration tolerance) {
        this.toleranceNanos = tolerance.toNanos();
    }

    /** Adds the interval, or replaces the one of the same node and sandbox; ignores an address that is none. */
    public void put(SandboxRow row) {
        IpText.canonical(row.interval().getIp())
                .ifPresent(ip -> byAddress.merge(ip, List.of(row), (known, one) -> {
                    var merged = new ArrayList<>(one);
                    known.stream().filter(other -> !sameSandbox(other, row)).forEach(merged::add);
                    merged.sort(Comparator.comparingLong(
                                    (SandboxRow each) -> each.interval().getFromUnixNanos())
                            .reversed());
                    return List.copyOf(merged);
                }));
    }

    /** Drops intervals that ended before the moment. */
    public void forgetEndedBefore(long unixNanos) {
        byAddress
                .keySet()
                .forEach(ip -> byAddress.computeIfPresent(ip, (key, known) -> {
                    List<SandboxRow> kept = known.stream()
                            .filter(row -> !row.interval().hasToUnixNanos()
                                    || row.interval().getToUnixNanos() >= unixNanos)
                            .toList();
                    return kept.isEmpty() ? null : kept;
                }));
    }

    /**
     * The sandbox whose interval covers the time; where several do (the end of one was never told), the one that began last.
     */
    public Optional<SandboxInterval> covering(String ip, long atUnixNanos) {
        for (SandboxRow row : at(ip)) {
            if (distance(row.interval(), atUnixNanos) == 0) {
                return Optional.of(row.interval());
            }
        }
        return Optional.empty();
    }

    /**
     * The sandbox whose interval is nearest, within the tolerance; for a time that none covers.
     *
     * @param withEnded true to believe intervals that ended before: only when nobody else can have had the address meanwhile
     */
    public Optional<SandboxInterval> near(String ip, long atUnixNanos, boolean withEnded) {
        return at(ip).stream()
                .map(SandboxRow::interval)
                .filter(interval -> distance(interval, atUnixNanos) <= toleranceNanos)
                .filter(interval -> withEnded || !endedBefore(interval, atUnixNanos))
                .min(Comparator.comparingLong(interval -> distance(interval, atUnixNanos)));
    }

    /** True when the pod is known to have lost the address before that time. */
    public boolean hasLeft(String ip, String podUid, long atUnixNanos) {
        return at(ip).stream()
                .map(SandboxRow::interval)
                .anyMatch(interval -> interval.getPod().getUid().equals(podUid) && endedBefore(interval, atUnixNanos));
    }

    /** The intervals that have not ended. */
    public Stream<SandboxInterval> living() {
        return byAddress.values().stream()
                .flatMap(List::stream)
                .map(SandboxRow::interval)
                .filter(interval -> !interval.hasToUnixNanos());
    }

    /**
     * Ends now the sandboxes of nodes that are gone, which nobody else will ever end. {@code isGone}: by name of node.
     */
    public List<SandboxRow> leftBehind(Predicate<String> isGone, long nowUnixNanos) {
        return byAddress.values().stream()
                .flatMap(List::stream)
                .filter(row -> !row.interval().hasToUnixNanos() && isGone.test(row.node()))
                .map(row -> new SandboxRow(
                        row.node(),
                        row.interval().toBuilder().setToUnixNanos(nowUnixNanos).build()))
                .toList();
    }

    /** All intervals, by address, newest first. */
    public List<SandboxInterval> intervals() {
        return byAddress.values().stream()
                .flatMap(List::stream)
                .map(SandboxRow::interval)
                .sorted(Comparator.comparing(SandboxInterval::getIp)
                        .thenComparing(Comparator.comparingLong(SandboxInterval::getFromUnixNanos)
                                .reversed())
                        .thenComparing(SandboxInterval::getSandboxId))
                .toList();
    }

    /** Number of intervals that are held. */
    public int size() {
        return byAddress.values().stream().mapToInt(List::size).sum();
    }

    private List<SandboxRow> at(String ip) {
        return byAddress.getOrDefault(ip, List.of());
    }

    private static boolean endedBefore(SandboxInterval interval, long at) {
        return interval.hasToUnixNanos() && interval.getToUnixNanos() < at;
    }

    private static boolean sameSandbox(SandboxRow one, SandboxRow other) {
        return one.node().equals(other.node())
                && one.interval().getSandboxId().equals(other.interval().getSandboxId());
    }

    /** Nanoseconds between the moment and the interval; 0 within it. */
    private static long distance(SandboxInterval interval, long at) {
        if (at < interval.getFromUnixNanos()) {
            return interval.getFromUnixNanos() - at;
        }
        return interval.hasToUnixNanos() && at > interval.getToUnixNanos() ? at - interval.getToUnixNanos() : 0;
    }
}
