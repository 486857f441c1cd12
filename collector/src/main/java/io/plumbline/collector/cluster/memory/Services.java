// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.memory;

import io.plumbline.collector.cluster.ServicePort;
import io.plumbline.collector.cluster.ServiceView;
import io.plumbline.collector.cluster.record.ServiceRecord;
import io.plumbline.profiles.behavior.Transport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All services, by address and by node port. Where several claim an address, the API server's own choice goes before a load
 * balancer's, that before what people claim, and the older service before the younger: who makes a service takes no name away.
 */
final class Services extends Kept<ServiceRecord> {
    private static final long BYTES = 500;
    private static final long BYTES_EACH = 150;

    private static final Comparator<ServiceRecord> OLDEST = Comparator.comparingLong(ServiceRecord::fromNanos);

    private final Graveyard graves;
    private final LongSupplier unixNanos;
    private final long keepNanos;
    private final AddressHistory<ServiceRecord> clusterIps = new AddressHistory<>(OLDEST, dropped);
    private final AddressHistory<ServiceRecord> balancerIps = new AddressHistory<>(OLDEST, dropped);
    private final AddressHistory<ServiceRecord> externalIps = new AddressHistory<>(OLDEST, dropped);
    private final AddressHistory<ServiceRecord> nodePorts = new AddressHistory<>(OLDEST, dropped);

    Services(MemoryBounds bounds, Graveyard graves, LongSupplier unixNanos) {
        super(bounds.services());
        this.graves = graves;
        this.unixNanos = unixNanos;
        this.keepNanos = bounds.keepDeleted().toNanos();
    }

    @Override
    void changed(String key, @Nullable ServiceRecord former, ServiceRecord now) {
        @Nullable ServiceRecord same = former;
        if (same != null && !same.uid().equals(now.uid())) {
            gone(key, same);
            same = null;
        }
        if (same != null) {
            remove(same);
        }
        now.view().clusterIps().forEach(ip -> clusterIps.put(ip, null, now));
        now.balancerIps().forEach(ip -> balancerIps.put(ip, null, now));
        now.externalIps().forEach(ip -> externalIps.put(ip, null, now));
        nodePortsOf(now).forEach(port -> nodePorts.put(port, null, now));
    }

    @Override
    void gone(String key, ServiceRecord former) {
        former.end(unixNanos.getAsLong());
        graves.bury(unixNanos.getAsLong() + keepNanos, () -> remove(former));
    }

    @Override
    long bytesOf(ServiceRecord service) {
        ServiceView view = service.view();
        int addresses = view.clusterIps().size()
                + service.balancerIps().size()
                + service.externalIps().size();
        return BYTES
                + view.name().length()
                + BYTES_EACH * (addresses + view.ports().size())
                + bytesOf(view.selector());
    }

    /** The service that had the address at that time. */
    Optional<ServiceRecord> at(String ip, long nanos) {
        return clusterIps
                .first(ip, nanos)
                .or(() -> balancerIps.first(ip, nanos))
                .or(() -> externalIps.first(ip, nanos));
    }

    /** The service that every node's addresses led to at that port and time. */
    Optional<ServiceRecord> atNodePort(int port, Transport transport, long nanos) {
        return nodePorts.first(nodePort(port, transport), nanos);
    }

    private void remove(ServiceRecord service) {
        service.view().clusterIps().forEach(ip -> clusterIps.remove(ip, service));
        service.balancerIps().forEach(ip -> balancerIps.remove(ip, service));
        service.externalIps().forEach(ip -> externalIps.remove(ip, service));
        nodePortsOf(service).forEach(port -> nodePorts.remove(port, service));
    }

    private static Stream<String> nodePortsOf(ServiceRecord service) {
        List<String> keys = new ArrayList<>();
        for (ServicePort port : service.view().ports()) {
            if (port.nodePort() != 0) {
                keys.add(nodePort(port.nodePort(), port.transport()));
            }
        }
        return keys.stream();
    }

    private static String nodePort(int port, Transport transport) {
        return transport.name() + port;
    }
}
