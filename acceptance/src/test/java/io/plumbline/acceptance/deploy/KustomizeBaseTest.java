// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KustomizeBaseTest {
    private final KustomizeBase base = new KustomizeBase(KustomizeBase.FOLDER);
    private final DaemonSet agent = base.only(DaemonSet.class);
    private final StatefulSet collector = base.only(StatefulSet.class);

    @Test
    void holdsOnlyWhatTheKubernetesModelKnows() {
        assertThat(base.unknownFields()).isEmpty();
        assertThat(base.strays()).isEmpty();
        assertThat(base.objects()).hasSizeGreaterThan(8);
    }

    @Test
    void noticesAMisspeltField(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("kustomization.yaml"), "resources: [account.yaml]");
        Files.writeString(folder.resolve("account.yaml"), """
                apiVersion: v1
                kind: ServiceAccount
                metadata:
                  name: agent
                  lables: {a: b}
                automountServiceAcountToken: false
                """);
        assertThat(new KustomizeBase(folder).unknownFields())
                .containsExactly(
                        "ServiceAccount/agent.metadata.lables", "ServiceAccount/agent.automountServiceAcountToken");
    }

    @Test
    void givesTheAgentNamedCapabilitiesInsteadOfPrivilege() {
        var context = container(agent.getSpec().getTemplate()).getSecurityContext();
        assertThat(context.getPrivileged()).isFalse();
        assertThat(context.getAllowPrivilegeEscalation()).isFalse();
        assertThat(context.getReadOnlyRootFilesystem()).isTrue();
        assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(context.getCapabilities().getAdd())
                .containsExactlyInAnyOrder("BPF", "PERFMON", "NET_ADMIN", "SYS_PTRACE", "DAC_READ_SEARCH");
        assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        PodSpec pod = agent.getSpec().getTemplate().getSpec();
        assertThat(pod.getHostPID()).isTrue();
        assertThat(pod.getHostNetwork()).isFalse();
        assertThat(pod.getHostIPC()).isNull();
    }

    @Test
    void letsTheAgentWriteNothingOfTheHostButItsState() {
        Map<String, Volume> volumes = agent.getSpec().getTemplate().getSpec().getVolumes().stream()
                .collect(Collectors.toMap(Volume::getName, volume -> volume));
        List<String> writable = container(agent.getSpec().getTemplate()).getVolumeMounts().stream()
                .filter(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                .map(mount -> volumes.get(mount.getName()))
                .filter(volume -> volume.getHostPath() != null)
                .map(volume -> volume.getHostPath().getPath())
                .toList();
        assertThat(writable).containsExactly("/var/lib/plumbline");
    }

    @Test
    void runsTheCollectorAsRestrictedPodsMustRun() {
        PodSpec pod = collector.getSpec().getTemplate().getSpec();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(65532L);
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        var context = container(collector.getSpec().getTemplate()).getSecurityContext();
        assertThat(context.getPrivileged()).isFalse();
        assertThat(context.getAllowPrivilegeEscalation()).isFalse();
        assertThat(context.getReadOnlyRootFilesystem()).isTrue();
        assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(context.getCapabilities().getAdd()).isEmpty();
        assertThat(pod.getVolumes()).noneMatch(volume -> volume.getHostPath() != null);
        assertThat(pod.getHostPID()).isNull();
        assertThat(pod.getHostNetwork()).isNull();
    }

    @Test
    void labelsNamespacesForPodSecurity() {
        Map<String, String> levels = base.objects(Namespace.class).stream()
                .collect(Collectors.toMap(
                        namespace -> namespace.getMetadata().getName(),
                        namespace -> namespace.getMetadata().getLabels().get("pod-security.kubernetes.io/enforce")));
        assertThat(levels).isEqualTo(Map.of("plumbline-agent", "privileged", "plumbline", "restricted"));
        assertThat(agent.getMetadata().getNamespace()).isEqualTo("plumbline-agent");
        assertThat(collector.getMetadata().getNamespace()).isEqualTo("plumbline");
    }

    @Test
    void letsTheCollectorWatchWhatItRemembersAndNothingElse() {
        List<PolicyRule> rules = base.only(ClusterRole.class).getRules();
        Set<String> granted = rules.stream()
                .flatMap(rule -> rule.getResources().stream()
                        .flatMap(resource -> rule.getVerbs().stream().map(verb -> verb + " " + resource)))
                .collect(Collectors.toSet());
        assertThat(granted)
                .containsExactlyInAnyOrder(Stream.of(
                                "pods",
                                "services",
                                "nodes",
                                "namespaces",
                                "replicationcontrollers",
                                "endpointslices",
                                "replicasets",
                                "jobs")
                        .flatMap(resource -> Stream.of("list " + resource, "watch " + resource))
                        .toArray(String[]::new));
        assertThat(rules).allSatisfy(rule -> {
            assertThat(rule.getApiGroups()).doesNotContain("*");
            assertThat(rule.getNonResourceURLs()).isEmpty();
        });
        var binding = base.only(ClusterRoleBinding.class);
        assertThat(binding.getRoleRef().getName())
                .isEqualTo(base.only(ClusterRole.class).getMetadata().getName());
        assertThat(binding.getSubjects())
                .singleElement()
                .satisfies(subject -> assertThat(subject.getNamespace() + "/" + subject.getName())
                        .isEqualTo("plumbline/plumbline-collector")
                        .isIn(accounts()));
    }

    @Test
    void givesTheAgentNoTokenOfTheApiServer() {
        assertThat(agent.getSpec().getTemplate().getSpec().getAutomountServiceAccountToken())
                .isFalse();
        assertThat(collector.getSpec().getTemplate().getSpec().getAutomountServiceAccountToken())
                .isTrue();
        assertThat(base.objects(ServiceAccount.class))
                .allSatisfy(account ->
                        assertThat(account.getAutomountServiceAccountToken()).isFalse());
    }

    @Test
    void refersOnlyToWhatIsThere() {
        for (HasMetadata owner : List.of(agent, collector)) {
            PodTemplateSpec template = template(owner);
            List<String> volumes = new ArrayList<>(template.getSpec().getVolumes().stream()
                    .map(Volume::getName)
                    .toList());
            collector
                    .getSpec()
                    .getVolumeClaimTemplates()
                    .forEach(claim -> volumes.add(claim.getMetadata().getName()));
            Container container = container(template);
            assertThat(volumes)
                    .containsAll(container.getVolumeMounts().stream()
                            .map(VolumeMount::getName)
                            .toList());
            assertThat(accounts())
                    .contains(owner.getMetadata().getNamespace() + "/"
                            + template.getSpec().getServiceAccountName());
            assertThat(base.images()).contains(container.getImage());
            assertThat(template.getSpec().getVolumes().stream()
                            .map(Volume::getConfigMap)
                            .filter(Objects::nonNull)
                            .map(map -> owner.getMetadata().getNamespace() + "/" + map.getName()))
                    .allMatch(base.configFiles()::containsKey);
        }
    }

    @Test
    void selectsItsOwnPods() {
        assertThat(matches(agent.getSpec().getSelector(), agent.getSpec().getTemplate()))
                .isTrue();
        assertThat(matches(agent.getSpec().getSelector(), collector.getSpec().getTemplate()))
                .isFalse();
        assertThat(matches(
                        collector.getSpec().getSelector(), collector.getSpec().getTemplate()))
                .isTrue();
        Service service = base.only(Service.class);
        assertThat(collector.getSpec().getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(service.getSpec().getSelector());
        assertThat(collector.getSpec().getServiceName())
                .isEqualTo(service.getMetadata().getName());
        assertThat(base.objects(NetworkPolicy.class))
                .hasSize(2)
                .allSatisfy(policy -> assertThat(List.of(agent, collector))
                        .anyMatch(owner -> owner.getMetadata()
                                        .getNamespace()
                                        .equals(policy.getMetadata().getNamespace())
                                && matches(policy.getSpec().getPodSelector(), template(owner))));
    }

    @Test
    void probesHealthOnADeclaredPortAndBoundsMemory() {
        for (HasMetadata owner : List.of(agent, collector)) {
            Container container = container(template(owner));
            List<String> ports =
                    container.getPorts().stream().map(port -> port.getName()).toList();
            assertThat(path(container.getStartupProbe())).isEqualTo("/livez");
            assertThat(path(container.getLivenessProbe())).isEqualTo("/livez");
            assertThat(path(container.getReadinessProbe())).isEqualTo("/readyz");
            assertThat(ports)
                    .contains(
                            container.getLivenessProbe().getHttpGet().getPort().getStrVal());
            assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
            assertThat(container.getResources().getLimits()).containsKey("memory");
            assertThat(container.getTerminationMessagePolicy()).isEqualTo("FallbackToLogsOnError");
        }
    }

    @Test
    void watchesEveryNodeAndReplacesAgentsFewAtATime() {
        assertThat(agent.getSpec().getTemplate().getSpec().getTolerations())
                .singleElement()
                .satisfies(toleration -> {
                    assertThat(toleration.getOperator()).isEqualTo("Exists");
                    assertThat(toleration.getKey()).isNull();
                });
        assertThat(agent.getSpec()
                        .getUpdateStrategy()
                        .getRollingUpdate()
                        .getMaxUnavailable()
                        .getStrVal())
                .isEqualTo("10%");
    }

    private List<String> accounts() {
        return base.objects(ServiceAccount.class).stream()
                .map(account -> account.getMetadata().getNamespace() + "/"
                        + account.getMetadata().getName())
                .toList();
    }

    private PodTemplateSpec template(HasMetadata owner) {
        return owner instanceof DaemonSet
                ? agent.getSpec().getTemplate()
                : collector.getSpec().getTemplate();
    }

    private static Container container(PodTemplateSpec template) {
        assertThat(template.getSpec().getContainers()).hasSize(1);
        assertThat(template.getSpec().getInitContainers()).isEmpty();
        return template.getSpec().getContainers().getFirst();
    }

    private static String path(Probe probe) {
        return probe.getHttpGet().getPath();
    }

    private static boolean matches(LabelSelector selector, PodTemplateSpec template) {
        return template.getMetadata()
                .getLabels()
                .entrySet()
                .containsAll(selector.getMatchLabels().entrySet());
    }
}
