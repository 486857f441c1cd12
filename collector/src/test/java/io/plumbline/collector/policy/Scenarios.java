// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy;

import static io.plumbline.collector.testing.Flows.workload;
import static io.plumbline.collector.testing.KnownCluster.tcp;
import static io.plumbline.collector.testing.KnownCluster.udp;

import io.plumbline.collector.policy.cluster.ForwardedPort;
import io.plumbline.collector.policy.spec.Protocol;
import io.plumbline.collector.testing.Flows;
import io.plumbline.collector.testing.KnownCluster;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What a workload may need, each case by a name. */
final class Scenarios {
    static final String WEB = "shop/Deployment/web";

    private static final Peer DNS = new Peer.Service("kube-system", "kube-dns");

    private Scenarios() {}

    /** A shop with a payment service next door, as an API server knows it. */
    static KnownCluster cluster() {
        return new KnownCluster()
                .pod(
                        WEB,
                        Map.of("app", "web", "pod-template-hash", "6d4b"),
                        "10.244.1.5",
                        tcp("http", 8080),
                        tcp("metrics", 9090))
                .pod(
                        WEB,
                        Map.of("app", "web", "pod-template-hash", "77f9"),
                        "10.244.2.5",
                        tcp("http", 8080),
                        tcp("metrics", 9090))
                .pod("shop/Deployment/front", Map.of("app", "front"), "10.244.1.6")
                .pod(
                        "shop/StatefulSet/redis",
                        Map.of("app", "redis", "statefulset.kubernetes.io/pod-name", "redis-0"),
                        "10.244.1.7",
                        tcp("redis", 6379))
                .pod("payments/Deployment/api", Map.of("app", "api", "team", "money"), "10.244.2.8", tcp("grpc", 9000))
                .pod(
                        "kube-system/Deployment/coredns",
                        Map.of("k8s-app", "kube-dns"),
                        "10.244.1.2",
                        udp("dns", 53),
                        tcp("dns-tcp", 53))
                .pod("monitoring/StatefulSet/prometheus", Map.of("app", "prometheus"), "10.244.2.9")
                .hostPod("kube-system/DaemonSet/node-exporter", Map.of("app", "node-exporter"), "192.168.1.11")
                .service("payments", "api", Map.of("app", "api"), new ForwardedPort(443, Protocol.TCP, "grpc", 0))
                .service(
                        "kube-system",
                        "kube-dns",
                        Map.of("k8s-app", "kube-dns"),
                        new ForwardedPort(53, Protocol.UDP, "", 53),
                        new ForwardedPort(53, Protocol.TCP, "", 53))
                .endpoints(
                        "shop", "legacy", java.util.List.of("10.9.8.7"), new ForwardedPort(80, Protocol.TCP, "", 8000))
                .nodes("192.168.1.10", "192.168.1.11")
                .apiServer("192.168.1.10", 6443);
    }

    static Flows flows(String name) {
        return Objects.requireNonNull(all().get(name), name);
    }

    static Map<String, Flows> all() {
        Map<String, Flows> all = new LinkedHashMap<>();
        all.put("nothing", new Flows());
        all.put(
                "ingress",
                new Flows()
                        .listens(8080)
                        .listens(9100)
                        .from(workload("shop/Deployment/front"), 8080, "10.244.1.6")
                        .from(workload("monitoring/StatefulSet/prometheus"), 8081)
                        .from(new Peer.Node(), 8080, "192.168.1.10"));
        all.put(
                "open-to-the-cluster",
                new Flows().listens(8080).from(new Peer.Cluster(), 8080).from(new Peer.Node(), 8080, "192.168.1.10"));
        all.put(
                "egress",
                new Flows()
                        .to(workload("payments/Deployment/api"), 9001)
                        .to(new Peer.Service("shop", "legacy"), 80)
                        .to(new Peer.Node(), 10250, "192.168.1.10")
                        .to(new Peer.ApiServer(), 443, "10.96.0.1")
                        .to(new Peer.MetadataService(), 80, "169.254.169.254")
                        .to(new Peer.UnixSocket("/run/app.sock"), 0, Transport.UNIX)
                        .to(new Peer.Loopback(), 8081)
                        .unconfirmed(new Outbound(new Peer.DnsName("paste.example.org"), 443, Transport.TCP))
                        .denied(new Inbound(new Peer.Cidr("203.0.113.0/24"), 8080, Transport.TCP)));
        all.put(
                "dns",
                new Flows()
                        .to(DNS, 53, Transport.UDP, "10.96.0.10")
                        .asksFor("api.stripe.com")
                        .to(new Peer.DnsName("api.stripe.com"), 443, "203.0.113.10", "203.0.113.11", "2001:db8::10")
                        .to(new Peer.DnsName("*.cdn.example.com"), 443, "198.51.100.7", "10.7.7.7")
                        .to(new Peer.DnsName("db.corp.example"), 5432, "10.20.0.4", "10.20.0.5"));
        all.put("dns-unseen", new Flows().asksFor("example.com"));
        all.put(
                "named-ports",
                new Flows()
                        .from(workload("shop/Deployment/front"), 8080)
                        .from(workload("monitoring/StatefulSet/prometheus"), 9090)
                        .to(workload("shop/StatefulSet/redis"), 6379)
                        .to(workload("kube-system/Deployment/coredns"), 53, Transport.UDP)
                        .to(new Peer.Service("payments", "api"), 443));
        all.put(
                "cidr",
                new Flows()
                        .to(new Peer.Cidr("203.0.113.9/24"), 8443, "203.0.113.77")
                        .to(new Peer.Cidr("198.51.100.0/25"), 123, Transport.UDP)
                        .from(new Peer.Cidr("10.0.0.0/8"), 8080, "10.1.2.3"));
        all.put(
                "ipv6",
                new Flows()
                        .to(new Peer.Cidr("2001:db8:0:0:1::/80"), 443)
                        .to(new Peer.DnsName("six.corp.example"), 443, "fd00::1", "fd00::2")
                        .to(new Peer.MetadataService(), 80, "fd00:ec2::254")
                        .from(new Peer.Cidr("fd12:3456::/32"), 8080, "fd12:3456::9"));
        all.put(
                "unknown",
                new Flows()
                        .to(workload("batch/CronJob/report"), 80)
                        .to(new Peer.Service("elsewhere", "thing"), 80)
                        .to(workload("kube-system/DaemonSet/node-exporter"), 9100)
                        .from(new Peer.DnsName("partner.example.net"), 8080, "203.0.113.50"));
        return all;
    }
}
