// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.cluster;

import io.plumbline.profiles.workload.Workload;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The facts that are known of the cluster: for one request, on one thread, so that what it costs much to find is looked for
 * once.
 */
public interface NetworkFacts {
    /** The label that Kubernetes itself gives each namespace. */
    String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    /** The pods of a namespace, those that are gone but still remembered among them. */
    List<PodFacts> pods(String namespace);

    /** The pods of one workload; also those that {@link #pods(String)} does not know, because nobody reports them. */
    default List<PodFacts> pods(Workload workload) {
        return pods(workload.namespace()).stream()
                .filter(pod -> Identification.same(pod.workload(), workload))
                .toList();
    }

    /** Labels of a namespace, its name (kubernetes.io/metadata.name) always among them. */
    Map<String, String> namespaceLabels(String namespace);

    /** Empty where there is no such service, or nobody knows the services. */
    Optional<ServiceFacts> service(String namespace, String name);

    /**
     * Finds a service as {@link #service} does; where the service of the cluster's DNS is not known, what it is nearly
     * everywhere.
     */
    default Optional<ServiceFacts> serviceOrUsual(String namespace, String name) {
        return service(namespace, name)
                .or(() -> namespace.equals(ServiceFacts.DNS.namespace()) && name.equals(ServiceFacts.DNS.name())
                        ? Optional.of(ServiceFacts.DNS)
                        : Optional.empty());
    }

    /** Addresses of all nodes; empty where nobody knows them. */
    List<InetAddress> nodes();

    /** Addresses and ports behind the service of the API server; empty where nobody knows them. */
    List<ApiEndpoint> apiServers();

    /** One API server, as pods reach it behind its service. */
    record ApiEndpoint(InetAddress address, int port) {}
}
