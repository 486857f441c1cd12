// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.watch;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.plumbline.collector.cluster.record.NodeRecord;
import io.plumbline.profiles.peer.AddressRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reduces a node of the client library to ours. */
final class NodeReduction implements Function<Node, NodeRecord> {
    static final int MOST_RANGES = 8;

    private final Bounded bounded;

    NodeReduction(Bounded bounded) {
        this.bounded = bounded;
    }

    @Override
    public NodeRecord apply(Node node) {
        List<@Nullable String> addresses = new ArrayList<>();
        if (node.getStatus() != null) {
            node.getStatus().getAddresses().stream()
                    .map(NodeAddress::getAddress)
                    .forEach(addresses::add);
        }
        return new NodeRecord(
                bounded.addresses(addresses), node.getSpec() == null ? List.of() : gateways(node.getSpec()));
    }

    private List<String> gateways(NodeSpec spec) {
        List<String> ranges = Stream.concat(Stream.ofNullable(spec.getPodCIDR()), spec.getPodCIDRs().stream())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        if (ranges.size() > MOST_RANGES) {
            bounded.cutOne();
        }
        return ranges.stream()
                .limit(MOST_RANGES)
                .map(AddressRange::parse)
                .flatMap(Optional::stream)
                .flatMap(NodeReduction::firstTwo)
                .map(InetAddress::getHostAddress)
                .distinct()
                .toList();
    }

    /** None of a range so small that it has no address to spare: all are those of pods. */
    private static Stream<InetAddress> firstTwo(AddressRange range) {
        int hostBits = range.base().getAddress().length * 8 - range.length();
        return hostBits < 2 ? Stream.empty() : Stream.of(range.base(), range.second());
    }
}
