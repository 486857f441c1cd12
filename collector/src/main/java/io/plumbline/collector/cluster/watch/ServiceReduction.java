// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.watch;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.plumbline.collector.cluster.ServicePort;
import io.plumbline.collector.cluster.ServiceView;
import io.plumbline.collector.cluster.record.ServiceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reduces a service of the client library to ours. */
final class ServiceReduction implements Function<Service, ServiceRecord> {
    private static final int MOST_PORTS = 256;

    private final Bounded bounded;

    ServiceReduction(Bounded bounded) {
        this.bounded = bounded;
    }

    @Override
    public ServiceRecord apply(Service service) {
        ObjectMeta metadata = service.getMetadata();
        ServiceSpec spec = service.getSpec() == null ? new ServiceSpec() : service.getSpec();
        List<@Nullable String> clusterIps = new ArrayList<>(spec.getClusterIPs());
        clusterIps.add(spec.getClusterIP());
        return new ServiceRecord(
                bounded.name(metadata.getUid()),
                new ServiceView(
                        bounded.shared(metadata.getNamespace()),
                        bounded.name(metadata.getName()),
                        bounded.labels(spec.getSelector()),
                        bounded.addresses(clusterIps),
                        ports(spec)),
                bounded.addresses(balancerIps(service)),
                bounded.addresses(new ArrayList<>(spec.getExternalIPs())),
                Bounded.unixNanos(metadata.getCreationTimestamp()));
    }

    private static List<@Nullable String> balancerIps(Service service) {
        List<@Nullable String> ips = new ArrayList<>();
        if (service.getStatus() != null && service.getStatus().getLoadBalancer() != null) {
            service.getStatus().getLoadBalancer().getIngress().stream()
                    .map(LoadBalancerIngress::getIp)
                    .forEach(ips::add);
        }
        return ips;
    }

    private List<ServicePort> ports(ServiceSpec spec) {
        List<ServicePort> ports = new ArrayList<>();
        for (io.fabric8.kubernetes.api.model.ServicePort port : spec.getPorts()) {
            if (ports.size() == MOST_PORTS) {
                bounded.cutOne();
                break;
            }
            if (port.getPort() != null) {
                ports.add(new ServicePort(
                        bounded.shared(port.getName()),
                        port.getPort(),
                        bounded.shared(target(port.getTargetPort(), port.getPort())),
                        Transports.of(port.getProtocol()),
                        port.getNodePort() == null ? 0 : port.getNodePort()));
            }
        }
        return ports;
    }

    private static String target(@Nullable IntOrString target, int port) {
        if (target == null || (target.getStrVal() == null && target.getIntVal() == null)) {
            return Integer.toString(port);
        }
        return target.getStrVal() == null ? Integer.toString(target.getIntVal()) : target.getStrVal();
    }
}
