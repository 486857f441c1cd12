// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.memory;

import io.plumbline.collector.cluster.ServicePort;
import io.plumbline.collector.cluster.ServiceView;
import io.plumbline.collector.cluster.record.OwnerRef;
import io.plumbline.collector.cluster.record.PodRecord;
import io.plumbline.collector.cluster.record.PodTemplate;
import io.plumbline.collector.cluster.record.ServiceRecord;
import io.plumbline.profiles.behavior.Transport;
import java.util.List;
import java.util.Map;

/** Objects as the API tells them, reduced. */
public final class Objects {
    public static final OwnerRef WEB_SET = new OwnerRef("apps/ReplicaSet", "ReplicaSet", "web-7c5f", "web-set-uid");
    public static final OwnerRef WEB = new OwnerRef("apps/Deployment", "Deployment", "web", "web-uid");
    public static final OwnerRef DB = new OwnerRef("apps/StatefulSet", "StatefulSet", "db", "db-uid");

    private static final PodTemplate TEMPLATE = new PodTemplate("default", Map.of(), Map.of(), List.of());

    private Objects() {}

    public static PodRecord pod(String uid, String name, String ip, OwnerRef owner, long from) {
        return pod(uid, name, List.of(ip), owner, from);
    }

    public static PodRecord pod(String uid, String name, List<String> ips, OwnerRef owner, long from) {
        return new PodRecord(
                uid,
                "shop",
                name,
                "node-1",
                false,
                false,
                ips,
                Map.of("app", owner.name().replaceAll("-.*", "")),
                owner,
                TEMPLATE,
                from,
                Long.MAX_VALUE);
    }

    public static ServiceRecord service(String namespace, String name, String clusterIp, int nodePort, long from) {
        return new ServiceRecord(
                namespace + name + "-uid" + from,
                new ServiceView(
                        namespace,
                        name,
                        Map.of("app", name),
                        List.of(clusterIp),
                        List.of(new ServicePort("http", 80, "8080", Transport.TCP, nodePort))),
                List.of(),
                List.of(),
                from);
    }

    public static ServiceRecord claiming(String name, String externalIp, long from) {
        return new ServiceRecord(
                name + "-uid",
                new ServiceView("shop", name, Map.of(), List.of(), List.of()),
                List.of(),
                List.of(externalIp),
                from);
    }
}
