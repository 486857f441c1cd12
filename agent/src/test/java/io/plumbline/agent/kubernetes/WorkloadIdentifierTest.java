// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.container.Sandbox;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.profiles.workload.IdentitySource;
import io.plumbline.profiles.workload.Workload;
import io.plumbline.profiles.workload.WorkloadIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkloadIdentifierTest {
    private static final Instant STARTED = Instant.parse("2026-11-20T18:00:05Z");
    private static final long SCHEDULED_MINUTE =
            Instant.parse("2026-11-20T18:00:00Z").getEpochSecond() / 60;

    @Test
    void believesTheOwnerOfTheApiBeforeAnyLabel() {
        WorkloadIdentity identity = WorkloadIdentifier.identify(
                "c1",
                sandbox("web-7c5f9d8b6d-x2x7k", Map.of("pod-template-hash", "7c5f9d8b6d")),
                Optional.of(context(new PodContext.Owner("Rollout", "web", "owner-uid"))));
        assertThat(identity)
                .isEqualTo(new WorkloadIdentity(
                        new Workload("c1", "shop", "Rollout", "web"),
                        IdentitySource.API,
                        "owner-uid",
                        "namespace-uid"));
    }

    @Test
    void namesABarePodOfTheApiAfterItself() {
        WorkloadIdentity identity = WorkloadIdentifier.identify(
                "c1", sandbox("tool", Map.of("job-name", "other")), Optional.of(context(null)));
        assertThat(identity.workload()).isEqualTo(new Workload("c1", "shop", "Pod", "tool"));
        assertThat(identity.source()).isEqualTo(IdentitySource.API);
        assertThat(identity.ownerUid()).isEqualTo("pod-uid");
    }

    @Test
    void stripsTheTemplateHashFromThePodsName() {
        assertFound("web-7c5f9d8b6d-x2x7k", Map.of("pod-template-hash", "7c5f9d8b6d"), "Deployment", "web");
        assertFound("a-b-c-7c5f9d8b6d-x2x7k", Map.of("pod-template-hash", "7c5f9d8b6d"), "Deployment", "a-b-c");
    }

    @Test
    void findsTheDeploymentWhereKubernetesCutALongName() {
        String deployment = "d".repeat(50);
        String podName = (deployment + "-7c5f9d8b6d-").substring(0, 58) + "x2x7k";
        assertFound(podName, Map.of("pod-template-hash", "7c5f9d8b6d"), "Deployment", deployment);
    }

    @Test
    void doesNotBelieveATemplateHashThatIsNotInTheName() {
        assertName("web-0", Map.of("pod-template-hash", "7c5f9d8b6d"), "Pod", "web-0");
        assertName("-7c5f9d8b6d-x2x7k", Map.of("pod-template-hash", "7c5f9d8b6d"), "Pod", "-7c5f9d8b6d-x2x7k");
    }

    @Test
    void knowsAStatefulSetByItsIndex() {
        Map<String, String> labels =
                Map.of("controller-revision-hash", "db-6c9d7b5f4c", "apps.kubernetes.io/pod-index", "12");
        assertFound("db-12", labels, "StatefulSet", "db");
    }

    @Test
    void knowsADaemonSetByItsRevision() {
        assertFound("log-shipper-9qk2w", Map.of("controller-revision-hash", "5f8d7c6b9"), "DaemonSet", "log-shipper");
    }

    @Test
    void knowsAJobByItsLabel() {
        assertFound("migrate-4xk2p", Map.of("job-name", "migrate"), "Job", "migrate");
        assertFound("migrate-4xk2p", Map.of("batch.kubernetes.io/job-name", "migrate"), "Job", "migrate");
    }

    @Test
    void turnsAJobIntoItsCronJobOnlyWithinADayOfTheScheduledMinute() {
        String job = "backup-" + SCHEDULED_MINUTE;
        assertFound(job + "-4xk2p", Map.of("job-name", job), "CronJob", "backup");
        String late = "backup-" + (SCHEDULED_MINUTE - 24 * 60);
        assertFound(late + "-4xk2p", Map.of("job-name", late), "CronJob", "backup");
        String tooLate = "backup-" + (SCHEDULED_MINUTE - 24 * 60 - 1);
        assertFound(tooLate + "-4xk2p", Map.of("job-name", tooLate), "Job", tooLate);
        assertFound("backup-123456-4xk2p", Map.of("job-name", "backup-123456"), "Job", "backup-123456");
    }

    @Test
    void doesNotBelieveTheNumberOfAJobThatTheApiKnows() {
        String job = "backup-" + SCHEDULED_MINUTE;
        WorkloadIdentity identity = WorkloadIdentifier.identify(
                "c1",
                sandbox(job + "-4xk2p", Map.of("job-name", job)),
                Optional.of(context(new PodContext.Owner("Job", job, "job-uid"))));
        assertThat(identity.workload().kind()).isEqualTo("Job");
    }

    @Test
    void knowsAStaticPodWithAndWithoutTheApi() {
        Sandbox sandbox = new Sandbox(
                "id",
                "hash",
                "etcd-node1",
                "kube-system",
                Map.of("component", "etcd"),
                Map.of("kubernetes.io/config.source", "file"),
                List.of(),
                1,
                nanos(STARTED));
        WorkloadIdentity alone = WorkloadIdentifier.identify("c1", sandbox, Optional.empty());
        assertThat(alone.workload()).isEqualTo(new Workload("c1", "kube-system", "StaticPod", "etcd-node1"));
        assertThat(alone.source()).isEqualTo(IdentitySource.NAME);
        PodContext mirror = new PodContext(
                "hash", "kube-system", "etcd-node1", null, "namespace-uid", Map.of(), null, Map.of(), Map.of());
        assertThat(WorkloadIdentifier.identify("c1", sandbox, Optional.of(mirror))
                        .workload())
                .isEqualTo(alone.workload());
    }

    @Test
    void namesABarePodAfterItself() {
        assertName("tool", Map.of("app", "tool"), "Pod", "tool");
        assertName("x", Map.of("controller-revision-hash", "5f8d7c6b9"), "Pod", "x");
    }

    private static void assertFound(String podName, Map<String, String> labels, String kind, String name) {
        WorkloadIdentity identity = WorkloadIdentifier.identify("c1", sandbox(podName, labels), Optional.empty());
        assertThat(identity)
                .isEqualTo(new WorkloadIdentity(
                        new Workload("c1", "shop", kind, name), IdentitySource.LABELS, null, null));
    }

    private static void assertName(String podName, Map<String, String> labels, String kind, String name) {
        WorkloadIdentity identity = WorkloadIdentifier.identify("c1", sandbox(podName, labels), Optional.empty());
        assertThat(identity)
                .isEqualTo(
                        new WorkloadIdentity(new Workload("c1", "shop", kind, name), IdentitySource.NAME, null, null));
    }

    private static Sandbox sandbox(String podName, Map<String, String> labels) {
        return new Sandbox("id", "pod-uid", podName, "shop", labels, Map.of(), List.of("10.0.0.1"), 1, nanos(STARTED));
    }

    private static PodContext context(PodContext.@Nullable Owner owner) {
        return new PodContext(
                "pod-uid", "shop", "tool", owner, "namespace-uid", Map.of(), "default", Map.of(), Map.of());
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L;
    }
}
