// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.watch;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.plumbline.collector.cluster.ContainerPort;
import io.plumbline.collector.cluster.record.Interner;
import io.plumbline.collector.cluster.record.OwnerRef;
import io.plumbline.collector.cluster.record.PodRecord;
import io.plumbline.collector.cluster.record.PodTemplate;
import io.plumbline.kubernetes.PodContext.RuntimeCommands;
import io.plumbline.kubernetes.client.PodMetadata;
import io.plumbline.kubernetes.client.PodSpecReader;
import io.plumbline.profiles.workload.ContainerType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reduces a pod of the client library to ours. */
final class PodReduction implements Function<Pod, PodRecord> {
    private static final int MOST_CONTAINERS = 64;
    private static final int MOST_PORTS = 128;
    private static final int MOST_COMMAND_CHARACTERS = 64 << 10;
    private static final int MOST_SHARED = 16_384;
    private static final int LARGEST_SHARED = 4096;
    private static final long SECOND = 1_000_000_000L;
    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    private final Bounded bounded;
    private final OwnerReduction owners;
    private final Interner<PodTemplate> templates = new Interner<>(MOST_SHARED);

    PodReduction(Bounded bounded, OwnerReduction owners) {
        this.bounded = bounded;
        this.owners = owners;
    }

    @Override
    public PodRecord apply(Pod pod) {
        ObjectMeta metadata = pod.getMetadata();
        PodSpec spec = pod.getSpec() == null ? new PodSpec() : pod.getSpec();
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        @Nullable OwnerRef controller = owners.controller(metadata);
        boolean hostNetwork = Boolean.TRUE.equals(spec.getHostNetwork());
        return new PodRecord(
                bounded.name(PodMetadata.uid(metadata)),
                bounded.shared(metadata.getNamespace()),
                bounded.name(metadata.getName()),
                bounded.shared(spec.getNodeName()),
                PodMetadata.isStatic(metadata),
                hostNetwork,
                hostNetwork ? List.of() : bounded.addresses(ips(status)),
                bounded.labels(metadata.getLabels()),
                controller,
                shared(template(spec)),
                from(metadata, status),
                OVER.contains(String.valueOf(status.getPhase())) ? over(status) : Long.MAX_VALUE);
    }

    private PodTemplate shared(PodTemplate template) {
        return template.bytes() > LARGEST_SHARED ? template : templates.of(template);
    }

    private static List<@Nullable String> ips(PodStatus status) {
        List<@Nullable String> ips = new ArrayList<>();
        ips.add(status.getPodIP());
        status.getPodIPs().stream().map(PodIP::getIp).forEach(ips::add);
        return ips;
    }

    private static long from(ObjectMeta metadata, PodStatus status) {
        long started = Bounded.unixNanos(status.getStartTime());
        return started == 0 ? Bounded.unixNanos(metadata.getCreationTimestamp()) : started;
    }

    /** The end of its last container; the API cuts times to seconds. 0 when none tells. */
    private static long over(PodStatus status) {
        return Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses())
                .flatMap(List::stream)
                .map(ContainerStatus::getState)
                .filter(state -> state != null && state.getTerminated() != null)
                .mapToLong(state -> Bounded.unixNanos(state.getTerminated().getFinishedAt()))
                .filter(finished -> finished > 0)
                .map(finished -> finished + SECOND)
                .max()
                .orElse(0);
    }

    private PodTemplate template(PodSpec spec) {
        Map<String, ContainerType> types = PodSpecReader.containerTypes(spec);
        Map<String, RuntimeCommands> commands = PodSpecReader.commands(spec);
        if (types.size() > MOST_CONTAINERS) {
            bounded.cutOne();
            types.keySet()
                    .retainAll(types.keySet().stream()
                            .sorted()
                            .limit(MOST_CONTAINERS)
                            .toList());
        }
        commands.keySet().retainAll(types.keySet());
        if (commands.values().stream().mapToLong(PodReduction::characters).sum() > MOST_COMMAND_CHARACTERS) {
            bounded.cutOne();
            commands.clear();
        }
        return new PodTemplate(bounded.shared(spec.getServiceAccountName()), commands, types, ports(spec));
    }

    private static long characters(RuntimeCommands commands) {
        return Stream.of(commands.probes(), commands.hooks())
                .flatMap(List::stream)
                .flatMap(List::stream)
                .mapToLong(String::length)
                .sum();
    }

    /** The ports of containers that go on running; of init containers that is the case for side cars alone. */
    private List<ContainerPort> ports(PodSpec spec) {
        List<ContainerPort> ports = new ArrayList<>();
        for (Container container : Stream.of(spec.getInitContainers(), spec.getContainers())
                .flatMap(List::stream)
                .toList()) {
            for (io.fabric8.kubernetes.api.model.ContainerPort port : container.getPorts()) {
                if (ports.size() == MOST_PORTS) {
                    bounded.cutOne();
                    return ports;
                }
                if (port.getContainerPort() != null) {
                    ports.add(new ContainerPort(
                            bounded.shared(container.getName()),
                            bounded.shared(port.getName()),
                            port.getContainerPort(),
                            Transports.of(port.getProtocol())));
                }
            }
        }
        return ports;
    }
}
