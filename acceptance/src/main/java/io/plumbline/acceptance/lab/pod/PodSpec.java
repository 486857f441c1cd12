// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.pod;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A pod, as an API server would hand it to a kubelet.
 *
 * @param uid unique; every re-created pod has a new one
 * @param labels the pod's own labels, without those that the kubelet adds
 * @param hosts names and addresses for /etc/hosts
 * @param resolvers name servers and search domains for /etc/resolv.conf
 * @param qos decides the cgroup
 * @param hostNetwork true: it has the node's network and no address
 * @param hostUsers false: its root is {@value #FIRST_USER} of the node, in a user namespace of the pod's own
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
        boolean hostUsers,
        List<ContainerSpec> initContainers,
        List<ContainerSpec> containers) {
    /** The id that a container's root has on the node, in a user namespace of its pod's own. */
    public static final int FIRST_USER = 100_000;

    /** Quality of service class, as it shows in cgroup names. */
    public enum Qos {
        GUARANTEED,
        BURSTABLE,
        BESTEFFORT
    }

    /** The content of /etc/resolv.conf. Without a server it is the machine's. */
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
                true,
                List.of(),
                List.of());
    }

    /** Returns the same pod created anew: another uid and name. */
    public PodSpec recreatedAs(String newName) {
        return changed(draft -> {
            draft.name = newName;
            draft.uid = UUID.randomUUID().toString();
        });
    }

    public PodSpec uid(String newUid) {
        return changed(draft -> draft.uid = newUid);
    }

    public PodSpec label(String key, String value) {
        return changed(draft -> draft.labels.put(key, value));
    }

    public PodSpec annotation(String key, String value) {
        return changed(draft -> draft.annotations.put(key, value));
    }

    public PodSpec host(String hostName, String address) {
        return changed(draft -> draft.hosts.put(hostName, address));
    }

    /** Names are asked for at this server; those without enough dots in these domains first. */
    public PodSpec resolver(String server, String... searches) {
        return changed(draft -> draft.resolvers = new Resolvers(List.of(server), List.of(searches)));
    }

    public PodSpec qos(Qos newQos) {
        return changed(draft -> draft.qos = newQos);
    }

    public PodSpec onHostNetwork() {
        return changed(draft -> draft.hostNetwork = true);
    }

    /** Its containers get users of their own, as with {@code hostUsers: false}; needs a current runtime. */
    public PodSpec withOwnUsers() {
        return changed(draft -> draft.hostUsers = false);
    }

    /** Adds a container that runs to its end before the others start. */
    public PodSpec init(ContainerSpec container) {
        return changed(draft -> draft.initContainers.add(container));
    }

    public PodSpec container(ContainerSpec container) {
        return changed(draft -> draft.containers.add(container));
    }

    private PodSpec changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finished();
    }

    /** A pod while one thing of it is changed. */
    private static final class Draft {
        private final String namespace;
        private String name;
        private String uid;
        private final Map<String, String> labels;
        private final Map<String, String> annotations;
        private final Map<String, String> hosts;
        private Resolvers resolvers;
        private Qos qos;
        private boolean hostNetwork;
        private boolean hostUsers;
        private final List<ContainerSpec> initContainers;
        private final List<ContainerSpec> containers;

        Draft(PodSpec pod) {
            namespace = pod.namespace;
            name = pod.name;
            uid = pod.uid;
            labels = new LinkedHashMap<>(pod.labels);
            annotations = new LinkedHashMap<>(pod.annotations);
            hosts = new LinkedHashMap<>(pod.hosts);
            resolvers = pod.resolvers;
            qos = pod.qos;
            hostNetwork = pod.hostNetwork;
            hostUsers = pod.hostUsers;
            initContainers = new ArrayList<>(pod.initContainers);
            containers = new ArrayList<>(pod.containers);
        }

        PodSpec finished() {
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
                    hostUsers,
                    initContainers,
                    containers);
        }
    }
}
