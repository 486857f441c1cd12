// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.cluster;

/** The objects of a cluster that does not exist, as JSON: 20 replicas a deployment, each deployment with a service. */
final class LargeCluster {
    static final int REPLICAS = 20;
    static final int DEPLOYMENTS_A_NAMESPACE = 50;
    static final int PODS_A_NODE = 50;

    private final int pods;

    LargeCluster(int pods) {
        this.pods = pods;
    }

    int pods() {
        return pods;
    }

    int deployments() {
        return pods / REPLICAS;
    }

    /** The number of objects of a kind, by the last part of their path. */
    int count(String kind) {
        return switch (kind) {
            case "pods" -> pods;
            case "services", "endpointslices", "replicasets" -> deployments();
            case "namespaces" -> Math.ceilDiv(deployments(), DEPLOYMENTS_A_NAMESPACE);
            case "nodes" -> Math.ceilDiv(pods, PODS_A_NODE);
            default -> 0;
        };
    }

    String object(String kind, int number) {
        return switch (kind) {
            case "pods" -> pod(number);
            case "services" -> service(number);
            case "endpointslices" -> slice(number);
            case "replicasets" ->
                """
                {"metadata":{"name":"%s","namespace":"%s","uid":"%s","resourceVersion":"1","ownerReferences":[\
                {"apiVersion":"apps/v1","kind":"Deployment","name":"%s","uid":"%s","controller":true}]}}""".formatted(set(number), namespace(number), uid(2, number), name(number), uid(3, number));
            case "namespaces" -> """
                {"metadata":{"name":"team-%d","uid":"%s","resourceVersion":"1","labels":{"team":"team-%d"}}}""".formatted(number, uid(4, number), number);
            case "nodes" -> """
                {"metadata":{"name":"node-%d","uid":"%s","resourceVersion":"1"},"status":{"addresses":[\
                {"type":"InternalIP","address":"172.16.%d.%d"}]}}""".formatted(number, uid(5, number), number / 250, number % 250 + 1);
            default -> throw new IllegalArgumentException("kind: " + kind + " (expected: one that the cluster has)");
        };
    }

    /** Address of a pod. */
    static String podIp(int pod) {
        return "10.%d.%d.%d".formatted(pod >> 16, pod >> 8 & 255, pod & 255);
    }

    /** Address of the service of a deployment. */
    static String serviceIp(int deployment) {
        return "10.200.%d.%d".formatted(deployment >> 8, deployment & 255);
    }

    private static String pod(int number) {
        int deployment = number / REPLICAS;
        return """
                {"metadata":{"name":"%1$s-%2$05d","namespace":"%3$s","uid":"%4$s","resourceVersion":"1",\
                "creationTimestamp":"2026-11-20T16:00:00Z","labels":{"app.kubernetes.io/name":"%5$s",\
                "app.kubernetes.io/instance":"%5$s","app.kubernetes.io/part-of":"%3$s","version":"1.2.3",\
                "pod-template-hash":"7c5f9d8b6d"},"annotations":{"prometheus.io/scrape":"true","checksum/config":"%6$s"},\
                "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"%1$s","uid":"%7$s","controller":true}]},\
                "spec":{"nodeName":"node-%8$d","serviceAccountName":"%5$s","containers":[{"name":"main","image":"registry.example.org/%5$s:1.2.3",\
                "ports":[{"name":"http","containerPort":8080}],"env":[{"name":"PORT","value":"8080"},{"name":"MODE","value":"production"}],\
                "readinessProbe":{"exec":{"command":["/bin/check","--port","$(PORT)"]}},"resources":{"limits":{"memory":"256Mi"}}},\
                {"name":"proxy","image":"registry.example.org/proxy:2","ports":[{"name":"admin","containerPort":15000}]}]},\
                "status":{"phase":"Running","startTime":"2026-11-20T16:00:01Z","podIP":"%9$s","podIPs":[{"ip":"%9$s"}],\
                "conditions":[{"type":"Ready","status":"True"},{"type":"Initialized","status":"True"}]}}""".formatted(
                        set(deployment),
                        number,
                        namespace(deployment),
                        uid(1, number),
                        name(deployment),
                        uid(6, number),
                        uid(2, deployment),
                        number / PODS_A_NODE,
                        podIp(number));
    }

    private static String service(int number) {
        return """
                {"metadata":{"name":"%1$s","namespace":"%2$s","uid":"%3$s","resourceVersion":"1",\
                "creationTimestamp":"2026-11-20T16:00:00Z"},"spec":{"clusterIP":"%4$s","clusterIPs":["%4$s"],\
                "selector":{"app.kubernetes.io/name":"%1$s"},"ports":[{"name":"http","port":80,"targetPort":"http"}]}}""".formatted(name(number), namespace(number), uid(7, number), serviceIp(number));
    }

    private static String slice(int number) {
        var ends = new StringBuilder();
        for (int replica = 0; replica < REPLICAS; replica++) {
            int pod = number * REPLICAS + replica;
            ends.append("""
                    %s{"addresses":["%s"],"targetRef":{"kind":"Pod","namespace":"%s","name":"%s-%05d","uid":"%s"}}""".formatted(
                            replica == 0 ? "" : ",", podIp(pod), namespace(number), set(number), pod, uid(1, pod)));
        }
        return """
                {"metadata":{"name":"%1$s-x7k2p","namespace":"%2$s","uid":"%3$s","resourceVersion":"1",\
                "labels":{"kubernetes.io/service-name":"%1$s"}},"addressType":"IPv4","endpoints":[%4$s],\
                "ports":[{"name":"http","port":8080,"protocol":"TCP"}]}""".formatted(name(number), namespace(number), uid(8, number), ends);
    }

    private static String name(int deployment) {
        return "service-" + deployment;
    }

    private static String set(int deployment) {
        return name(deployment) + "-7c5f9d8b6d";
    }

    private static String namespace(int deployment) {
        return "team-" + deployment / DEPLOYMENTS_A_NAMESPACE;
    }

    private static String uid(int kind, int number) {
        return "%08x-0000-4000-8000-%012x".formatted(kind, number);
    }
}
