// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster;

import io.plumbline.profiles.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster as it was last known, for whoever writes about it. Without a Kubernetes API it is what agents report: pods with
 * labels and addresses, and neither ports nor services. Thread-safe; never blocks. Texts are those of the API: of hostile
 * origin, bounded in length and number.
 */
public interface ClusterKnowledge {
    /** Labels of a namespace; empty when the namespace is not known. */
    Optional<Map<String, String>> namespaceLabels(String namespace);

    /** The living pods of a namespace whose workload is known, by it, in no order. Costs a look at each pod of the namespace. */
    Map<Workload, List<PodView>> podsIn(String namespace);

    /** The service, if it is known and not deleted. */
    Optional<ServiceView> service(String namespace, String name);

    /** The workloads of the pods that a service leads to; empty also when not all of them are known. */
    List<Workload> workloadsBehind(String namespace, String serviceName);

    /** Textual addresses of all nodes. */
    List<String> nodeAddresses();

    /** The ends that the service of the API server leads to. */
    List<ServiceEnd> apiServers();
}
