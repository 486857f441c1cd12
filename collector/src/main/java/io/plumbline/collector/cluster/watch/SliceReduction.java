// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.watch;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.plumbline.collector.cluster.record.SliceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reduces an endpoint slice of the client library to ours. */
final class SliceReduction implements Function<EndpointSlice, SliceRecord> {
    private static final String SERVICE = "kubernetes.io/service-name";

    /** The API allows no more. */
    private static final int MOST_ENDS = 1000;

    private static final int MOST_PORTS = 256;

    private final Bounded bounded;

    SliceReduction(Bounded bounded) {
        this.bounded = bounded;
    }

    @Override
    public SliceRecord apply(EndpointSlice slice) {
        ObjectMeta metadata = slice.getMetadata();
        Map<String, String> labels = Optional.ofNullable(metadata.getLabels()).orElse(Map.of());
        List<String> pods = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        for (Endpoint end : slice.getEndpoints()) {
            if (pods.size() + addresses.size() >= MOST_ENDS) {
                bounded.cutOne();
                break;
            }
            if (end.getTargetRef() != null && "Pod".equals(end.getTargetRef().getKind())) {
                pods.add(metadata.getNamespace()
                        + '/'
                        + bounded.name(String.valueOf(end.getTargetRef().getName())));
            } else {
                addresses.addAll(bounded.addresses(new ArrayList<>(end.getAddresses())));
            }
        }
        if (slice.getPorts().size() > MOST_PORTS) {
            bounded.cutOne();
        }
        Set<Integer> ports = slice.getPorts().stream()
                .map(EndpointPort::getPort)
                .filter(Objects::nonNull)
                .limit(MOST_PORTS)
                .collect(Collectors.toUnmodifiableSet());
        return new SliceRecord(
                bounded.shared(metadata.getNamespace() + '/' + labels.getOrDefault(SERVICE, "")),
                pods,
                addresses,
                ports);
    }
}
