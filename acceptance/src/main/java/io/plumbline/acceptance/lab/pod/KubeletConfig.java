// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.pod;

import com.google.protobuf.ByteString;
import io.plumbline.acceptance.cri.Capability;
import io.plumbline.acceptance.cri.ContainerConfig;
import io.plumbline.acceptance.cri.ContainerMetadata;
import io.plumbline.acceptance.cri.DNSConfig;
import io.plumbline.acceptance.cri.IDMapping;
import io.plumbline.acceptance.cri.ImageSpec;
import io.plumbline.acceptance.cri.Int64Value;
import io.plumbline.acceptance.cri.KeyValue;
import io.plumbline.acceptance.cri.LinuxContainerConfig;
import io.plumbline.acceptance.cri.LinuxContainerResources;
import io.plumbline.acceptance.cri.LinuxContainerSecurityContext;
import io.plumbline.acceptance.cri.LinuxPodSandboxConfig;
import io.plumbline.acceptance.cri.LinuxSandboxSecurityContext;
import io.plumbline.acceptance.cri.Mount;
import io.plumbline.acceptance.cri.NamespaceMode;
import io.plumbline.acceptance.cri.NamespaceOption;
import io.plumbline.acceptance.cri.PodSandboxConfig;
import io.plumbline.acceptance.cri.PodSandboxMetadata;
import io.plumbline.acceptance.cri.UserNamespace;
import io.plumbline.acceptance.lab.runtime.NodePaths;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The runtime's view of a pod, with the labels, annotations and paths that a kubelet gives it. */
final class KubeletConfig {
    /** The kubelet gives each pod so many. */
    private static final int USERS = 65_536;

    private final NodePaths paths;

    KubeletConfig(NodePaths paths) {
        this.paths = paths;
    }

    PodSandboxConfig sandbox(PodSpec spec) {
        boolean privileged = spec.containers().stream().anyMatch(ContainerSpec::privileged);
        return PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setName(spec.name())
                        .setNamespace(spec.namespace())
                        .setUid(spec.uid()))
                // On the host's network a sandbox has no host name of its own.
                .setHostname(spec.hostNetwork() ? "" : spec.name())
                .setLogDirectory(logs(spec).toString())
                .setDnsConfig(names(spec))
                .putAllLabels(podLabels(spec))
                .putAllLabels(spec.labels())
                .putAnnotations("kubernetes.io/config.seen", "2026-11-20T16:00:00.000000000Z")
                .putAnnotations("kubernetes.io/config.source", "api")
                .putAllAnnotations(spec.annotations())
                .setLinux(LinuxPodSandboxConfig.newBuilder()
                        .setCgroupParent(cgroupParent(spec))
                        .setSecurityContext(LinuxSandboxSecurityContext.newBuilder()
                                .setNamespaceOptions(namespaces(spec))
                                .setPrivileged(privileged)))
                .build();
    }

    private static DNSConfig names(PodSpec spec) {
        return DNSConfig.newBuilder()
                .addAllServers(spec.resolvers().servers())
                .addAllSearches(spec.resolvers().searches())
                .build();
    }

    ContainerConfig container(PodSpec pod, ContainerSpec spec, int attempt) {
        var security = LinuxContainerSecurityContext.newBuilder()
                .setPrivileged(spec.privileged())
                .setCapabilities(Capability.newBuilder().addAllAddCapabilities(spec.capabilities()))
                .setNamespaceOptions(namespaces(pod, spec));
        if (!spec.privileged()) {
            security.addMaskedPaths("/proc/kcore")
                    .addMaskedPaths("/proc/keys")
                    .addMaskedPaths("/proc/timer_list")
                    .addReadonlyPaths("/proc/bus")
                    .addReadonlyPaths("/proc/irq")
                    .addReadonlyPaths("/proc/sys")
                    .addReadonlyPaths("/proc/sysrq-trigger");
        }
        Long user = spec.user();
        if (user != null) {
            security.setRunAsUser(Int64Value.newBuilder().setValue(user));
        }
        return ContainerConfig.newBuilder()
                .setMetadata(ContainerMetadata.newBuilder().setName(spec.name()).setAttempt(attempt))
                .setImage(ImageSpec.newBuilder().setImage(spec.image().name()))
                .addAllCommand(spec.command())
                .addAllArgs(spec.args())
                .addAllEnvs(environment(spec))
                .addAllMounts(mounts(pod, spec))
                .putAllLabels(podLabels(pod))
                .putLabels("io.kubernetes.container.name", spec.name())
                .putAnnotations("io.kubernetes.container.hash", Integer.toHexString(spec.hashCode()))
                .putAnnotations("io.kubernetes.container.restartCount", Integer.toString(attempt))
                .putAnnotations("io.kubernetes.container.terminationMessagePath", "/dev/termination-log")
                .putAnnotations("io.kubernetes.container.terminationMessagePolicy", "File")
                .putAnnotations("io.kubernetes.pod.terminationGracePeriod", "30")
                .setLogPath(spec.name() + "/" + attempt + ".log")
                .setLinux(LinuxContainerConfig.newBuilder()
                        .setResources(LinuxContainerResources.newBuilder()
                                .setCpuPeriod(100_000)
                                .setCpuShares(2)
                                .setMemoryLimitInBytes(spec.memoryLimit())
                                .setOomScoreAdj(1000))
                        .setSecurityContext(security))
                .build();
    }

    Path logs(PodSpec spec) {
        return paths.podLogs().resolve(spec.namespace() + "_" + spec.name() + "_" + spec.uid());
    }

    Path podDirectory(PodSpec spec) {
        return paths.kubelet().resolve("pods").resolve(spec.uid());
    }

    /** The host's place of a mount; for a volume of the pod, below the pod's directory. */
    Path hostPath(PodSpec pod, VolumeMount mount) {
        Path hostPath = mount.hostPath();
        return hostPath != null
                ? hostPath
                : podDirectory(pod).resolve("volumes/kubernetes.io~empty-dir").resolve(mount.emptyDir() + "");
    }

    Path etcHosts(PodSpec pod) {
        return podDirectory(pod).resolve("etc-hosts");
    }

    private List<Mount> mounts(PodSpec pod, ContainerSpec spec) {
        List<Mount> mounts = new ArrayList<>();
        for (VolumeMount mount : spec.mounts()) {
            mounts.add(Mount.newBuilder()
                    .setContainerPath(mount.containerPath())
                    .setHostPath(hostPath(pod, mount).toString())
                    .setReadonly(mount.readOnly())
                    .build());
        }
        mounts.add(Mount.newBuilder()
                .setContainerPath("/etc/hosts")
                .setHostPath(etcHosts(pod).toString())
                .build());
        return mounts;
    }

    private static List<KeyValue> environment(ContainerSpec spec) {
        return spec.environment().entrySet().stream()
                .map(entry -> KeyValue.newBuilder()
                        .setKey(entry.getKey())
                        .setValue(ByteString.copyFromUtf8(entry.getValue()))
                        .build())
                .toList();
    }

    private static Map<String, String> podLabels(PodSpec spec) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("io.kubernetes.pod.name", spec.name());
        labels.put("io.kubernetes.pod.namespace", spec.namespace());
        labels.put("io.kubernetes.pod.uid", spec.uid());
        return labels;
    }

    private static NamespaceOption namespaces(PodSpec spec) {
        var options = NamespaceOption.newBuilder()
                .setNetwork(spec.hostNetwork() ? NamespaceMode.NODE : NamespaceMode.POD)
                .setPid(NamespaceMode.CONTAINER);
        if (!spec.hostUsers()) {
            IDMapping ids = IDMapping.newBuilder()
                    .setHostId(PodSpec.FIRST_USER)
                    .setLength(USERS)
                    .build();
            options.setUsernsOptions(UserNamespace.newBuilder()
                    .setMode(NamespaceMode.POD)
                    .addUids(ids)
                    .addGids(ids));
        }
        return options.build();
    }

    private static NamespaceOption namespaces(PodSpec pod, ContainerSpec container) {
        String target = container.processesOf();
        NamespaceOption ofPod = namespaces(pod);
        return target == null
                ? ofPod
                : ofPod.toBuilder()
                        .setPid(NamespaceMode.TARGET)
                        .setTargetId(target)
                        .build();
    }

    private String cgroupParent(PodSpec spec) {
        String root = paths.cgroupRoot() + "/kubepods";
        return switch (spec.qos()) {
            case GUARANTEED -> root + "/pod" + spec.uid();
            case BURSTABLE, BESTEFFORT -> root + "/" + spec.qos().name().toLowerCase(Locale.ROOT) + "/pod" + spec.uid();
        };
    }
}
