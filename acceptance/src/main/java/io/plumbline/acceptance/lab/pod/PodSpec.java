// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.pod;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A pod, as an API server would hand it to a kubelet.
 *
 * @param uid unique; every re-created pod has a new one
 * @param labels the pod's own labels, without those that the kubelet adds
 * @param hosts names and addresses for /etc/hosts
 * @param resolvers name servers and search domains for /etc/resolv.conf
 * @param qos decides the cgroup
 */
public record PodSpec(
        String namespace,
        String name,
        String uid,
        Map<String, String> labels,
        Map<String, String> annotations,
        Map<String, String> hosts,
        Resolvers resolvers,
        Qos qos,
        boolean hostNetwork,
        List<ContainerSpec> initContainers,
        List<ContainerSpec> containers) {
    /** Quality of service class, as it shows in cgroup names. */
    public enum Qos {
        GUARANTEED,
        BURSTABLE,
        BESTEFFORT
    }

    /** What /etc/resolv.conf says. Without a server it is the machine's. */
    public record Resolvers(List<String> servers, List<String> searches) {
        public Resolvers {
            servers = List.copyOf(servers);
            searches = List.copyOf(searches);
        }
    }

    public PodSpec {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        hosts = Collections.unmodifiableMap(new LinkedHashMap<>(hosts));
        initContainers = List.copyOf(initContainers);
        containers = List.copyOf(containers);
    }

    public static PodSpec of(String namespace, String name) {
        return new PodSpec(
                namespace,
                name,
                UUID.randomUUID().toString(),
                Map.of(),
                Map.of(),
                Map.of(),
                new Resolvers(List.of(), List.of()),
                Qos.BESTEFFORT,
                false,
                List.of(),
                List.of());
    }

    /** The same pod created anew: another uid and name. */
    public PodSpec recreatedAs(String newName) {
        return new PodSpec(
                namespace,
                newName,
                UUID.randomUUID().toString(),
                labels,
                annotations,
                hosts,
                resolvers,
                qos,
                hostNetwork,
                initContainers,
                containers);
    }

    public PodSpec uid(String newUid) {
        return new PodSpec(
                namespace,
                name,
                newUid,
                labels,
                annotations,
                hosts,
                resolvers,
                qos,
                hostNetwork,
                initContainers,
                containers);
    }

    public PodSpec label(String key, String value) {
        return new PodSpec(
                namespace,
                name,
                uid,
                with(labels, key, value),
                annotations,
                hosts,
                resolvers,
                qos,
                hostNetwork,
                initContainers,
                containers);
    }

    public PodSpec annotation(String key, String value) {
        return new PodSpec(
                namespace,
                name,
                uid,
                labels,
                with(annotations, key, value),
                hosts,
                resolvers,
                qos,
                hostNetwork,
                initContainers,
                containers);
    }

    public PodSpec host(String hostName, String address) {
        return new PodSpec(
                namespace,
                name,
                uid,
                labels,
                annotations,
                with(hosts, hostName, address),
                resolvers,
                qos,
                hostNetwork,
                initContainers,
                containers);
    }

    /** Names are asked for at this server; those without enough dots in these domains first. */
    public PodSpec resolver(String server, String... searches) {
        return new PodSpec(
                namespace,
                name,
                uid,
                labels,
                annotations,
                hosts,
                new Resolvers(List.of(server), List.of(searches)),
                qos,
                hostNetwork,
                initContainers,
                containers);
    }

    public PodSpec qos(Qos newQos) {
        return new PodSpec(
                namespace,
                name,
                uid,
                labels,
                annotations,
                hosts,
                resolvers,
                newQos,
                hostNetwork,
                initContainers,
                containers);
    }

    public PodSpec onHostNetwork() {
        return new PodSpec(
                namespace, name, uid, labels, annotations, hosts, resolvers, qos, true, initContainers, containers);
    }

    /** Adds a container that runs to its end before the others start. */
    public PodSpec init(ContainerSpec container) {
        return new PodSpec(
                namespace,
                name,
                uid,
                labels,
                annotations,
                hosts,
                resolvers,
                qos,
                hostNetwork,
                plus(initContainers, container),
                containers);
    }

    public PodSpec container(ContainerSpec container) {
        return new PodSpec(
                namespace,
                name,
                uid,
                labels,
                annotations,
                hosts,
                resolvers,
                qos,
                hostNetwork,
                initContainers,
                plus(containers, container));
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(map);
        more.put(key, value);
        return more;
    }

    private static List<ContainerSpec> plus(List<ContainerSpec> list, ContainerSpec one) {
        List<ContainerSpec> more = new ArrayList<>(list);
        more.add(one);
        return more;
    }
}
