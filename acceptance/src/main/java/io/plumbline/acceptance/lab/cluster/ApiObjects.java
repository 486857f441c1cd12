// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.PodSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The objects of a lab, in the words of an API server. */
final class ApiObjects {
    private ApiObjects() {}

    static NodeAddress internalAddress(String address) {
        return new NodeAddress(address, "InternalIP");
    }

    static Pod pod(
            ObjectMeta metadata, PodSpec pod, String node, String serviceAccount, Map<String, List<String>> probes) {
        return new PodBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withNodeName(node)
                .withHostNetwork(pod.hostNetwork())
                .withServiceAccountName(serviceAccount)
                .withInitContainers(pod.initContainers().stream()
                        .map(spec -> container(spec, List.of()))
                        .toList())
                .withContainers(pod.containers().stream()
                        .map(spec -> container(spec, probes.getOrDefault(spec.name(), List.of())))
                        .toList())
                .endSpec()
                .build();
    }

    static Pod running(Pod known, io.plumbline.acceptance.lab.pod.Pod pod) {
        return new PodBuilder(known)
                .editOrNewStatus()
                .withPhase("Running")
                .withPodIP(pod.ip())
                .withPodIPs(Stream.of(pod.ip(), pod.ip6())
                        .filter(ip -> !ip.isEmpty())
                        .map(PodIP::new)
                        .toList())
                .endStatus()
                .build();
    }

    private static Container container(ContainerSpec spec, List<String> readiness) {
        var builder = new ContainerBuilder()
                .withName(spec.name())
                .withImage(spec.image().name())
                .withCommand(spec.command())
                .withArgs(spec.args());
        if (!readiness.isEmpty()) {
            builder.withNewReadinessProbe()
                    .withPeriodSeconds(5)
                    .withNewExec()
                    .withCommand(readiness)
                    .endExec()
                    .endReadinessProbe();
        }
        return builder.build();
    }

    static Service service(String namespace, String name, ServiceAddress address, String app) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withType("ClusterIP")
                .withClusterIP(address.address())
                .withClusterIPs(address.address())
                .withSelector(Map.of("app", app))
                .addNewPort()
                .withProtocol("TCP")
                .withPort(address.port())
                .withNewTargetPort(address.targetPort())
                .endPort()
                .endSpec()
                .build();
    }

    static EndpointSlice endpoints(
            String namespace, String name, ServiceAddress address, List<io.plumbline.acceptance.lab.pod.Pod> backends) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name + "-1")
                .withLabels(Map.of("kubernetes.io/service-name", name))
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withProtocol("TCP")
                .withPort(address.targetPort())
                .endPort()
                .withEndpoints(backends.stream().map(ApiObjects::endpoint).toList())
                .build();
    }

    private static Endpoint endpoint(io.plumbline.acceptance.lab.pod.Pod pod) {
        return new EndpointBuilder()
                .withAddresses(pod.ip())
                .withNewConditions()
                .withReady(true)
                .endConditions()
                .withNewTargetRef()
                .withKind("Pod")
                .withNamespace(pod.spec().namespace())
                .withName(pod.spec().name())
                .withUid(pod.spec().uid())
                .endTargetRef()
                .build();
    }

    static OwnerReference owner(Controller controller, String uid) {
        return new OwnerReferenceBuilder()
                .withApiVersion(controller.apiVersion())
                .withKind(controller.kind())
                .withName(controller.name())
                .withUid(uid)
                .withController(true)
                .build();
    }

    static HasMetadata controller(String kind, ObjectMeta built) {
        return switch (kind) {
            case "Deployment" -> new DeploymentBuilder().withMetadata(built).build();
            case "ReplicaSet" -> new ReplicaSetBuilder().withMetadata(built).build();
            case "StatefulSet" -> new StatefulSetBuilder().withMetadata(built).build();
            case "CronJob" -> new CronJobBuilder().withMetadata(built).build();
            case "Job" -> new JobBuilder().withMetadata(built).build();
            default -> throw new IllegalArgumentException("kind: " + kind + " (expected: a kind that a lab has)");
        };
    }
}
