// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.wire;

import io.plumbline.profiles.learning.ContainerRun;
import io.plumbline.profiles.learning.Counter;
import io.plumbline.profiles.learning.Delta;
import io.plumbline.profiles.peer.Addresses;
import io.plumbline.profiles.profile.Usage;
import io.plumbline.profiles.workload.WorkloadIdentity;
import io.plumbline.v1.ContainerInstance;
import io.plumbline.v1.Coverage;
import io.plumbline.v1.EntryCounter;
import io.plumbline.v1.LearnedDelta;
import java.util.List;
import java.util.Optional;

/** Turns the reports of agents on container runs into messages and back. */
public final class DeltaCodec {
    private DeltaCodec() {}

    /**
     * The message of a delta. Node and epoch are not part of it: the stream that carries it tells them.
     *
     * @param container the run, as the agent knows it otherwise
     * @param coverage may tell the loss by cause; its sum is what counts
     */
    public static LearnedDelta toProto(
            Delta delta, WorkloadIdentity identity, ContainerInstance container, Coverage coverage) {
        var message = LearnedDelta.newBuilder()
                .setKey(WorkloadCodec.toProto(delta.key()))
                .setIdentity(WorkloadCodec.toProto(identity))
                .setGeneration(delta.generation())
                .setContainer(container)
                .setPodUid(delta.run().podUid())
                .setStartSeen(delta.startSeen())
                .setBehindNanos(delta.behindNanos())
                .setCoverage(coverage);
        delta.counters().forEach(counter -> message.addCounters(toProto(counter)));
        return message.build();
    }

    public static EntryCounter toProto(Counter counter) {
        var message = EntryCounter.newBuilder()
                .setBehavior(BehaviorCodec.toProto(counter.behavior()))
                .setCount(counter.count())
                .setFirstSeenUnixNanos(counter.firstSeen())
                .setLastSeenUnixNanos(counter.lastSeen())
                .addAllAddresses(counter.addresses());
        if (!counter.usage().equals(Usage.NONE)) {
            message.setUsage(UsageCodec.toProto(counter.usage()));
        }
        return message.build();
    }

    /** Empty for a kind of behaviour that this version does not know. Texts that are no addresses are left out. */
    public static Optional<Counter> read(EntryCounter message) {
        return BehaviorCodec.read(message.getBehavior())
                .map(behavior -> new Counter(
                        behavior,
                        message.getCount(),
                        message.getFirstSeenUnixNanos(),
                        message.getLastSeenUnixNanos(),
                        UsageCodec.fromProto(message.getUsage()),
                        Addresses.read(message.getAddressesList(), Counter.MOST_ADDRESSES)));
    }

    /**
     * The delta of a message; behaviours of a kind that this version does not know are left out, {@link #unreadable} counts
     * them.
     *
     * @param node the node for which the stream speaks
     * @param epoch the epoch of the stream
     */
    public static Delta fromProto(LearnedDelta message, String node, String epoch) {
        ContainerInstance container = message.getContainer();
        List<Counter> counters = message.getCountersList().stream()
                .map(DeltaCodec::read)
                .flatMap(Optional::stream)
                .toList();
        return new Delta(
                WorkloadCodec.fromProto(message.getKey()),
                WorkloadCodec.fromProto(message.getIdentity().getSource()),
                message.getGeneration(),
                new ContainerRun(
                        node,
                        epoch,
                        container.getId(),
                        container.getAttempt(),
                        message.getPodUid(),
                        container.hasImageDigest() ? container.getImageDigest() : null,
                        container.getStartedAtUnixNanos()),
                counters,
                message.getCoverage().getDescribed(),
                lost(message.getCoverage()),
                message.getStartSeen(),
                Math.max(0, message.getBehindNanos()));
    }

    /** Counters that {@link #fromProto} leaves out. */
    public static long unreadable(LearnedDelta message) {
        return message.getCountersList().stream()
                .filter(counter -> BehaviorCodec.read(counter.getBehavior()).isEmpty())
                .count();
    }

    /** Everything that was lost, over all causes. */
    public static long lost(Coverage coverage) {
        return coverage.getLostMap().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
