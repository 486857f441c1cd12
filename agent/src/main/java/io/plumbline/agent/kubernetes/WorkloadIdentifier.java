// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes;

import io.plumbline.agent.container.IdentityLabels;
import io.plumbline.agent.container.Sandbox;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.profiles.workload.IdentitySource;
import io.plumbline.profiles.workload.Workload;
import io.plumbline.profiles.workload.WorkloadIdentity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says which workload a pod belongs to: one ordered table, used with and without an API server, so that both ways lead to the
 * same workload. Pure.
 */
public final class WorkloadIdentifier {
    /** Kinds of workloads as they appear in {@link Workload#kind()}. */
    static final String DEPLOYMENT = "Deployment";

    static final String STATEFUL_SET = "StatefulSet";
    static final String DAEMON_SET = "DaemonSet";
    static final String JOB = "Job";
    static final String CRON_JOB = "CronJob";
    static final String POD = PodContext.POD;
    static final String STATIC_POD = PodContext.STATIC_POD;

    static final String CONFIG_SOURCE = IdentityLabels.CONFIG_SOURCE;

    /** Kubernetes makes names of pods from at most this many characters, and five random ones. */
    private static final int GENERATED_BASE = 58;

    private static final int GENERATED_SUFFIX = 5;
    private static final Pattern SUFFIX = Pattern.compile("[a-z0-9]{5}");
    private static final Pattern HASH = Pattern.compile("[a-z0-9]{1,63}");
    private static final Pattern CRON_JOB_NAME = Pattern.compile("(.+)-([0-9]{8,9})");
    private static final long NANOS_PER_MINUTE = 60_000_000_000L;
    private static final long MINUTES_PER_DAY = 24 * 60;

    /** The rows for pods of which the API says nothing, strongest first. */
    private static final List<Function<Sandbox, @Nullable Found>> ROWS = List.of(
            WorkloadIdentifier::deployment,
            WorkloadIdentifier::statefulSet,
            WorkloadIdentifier::daemonSet,
            WorkloadIdentifier::job,
            WorkloadIdentifier::staticPod);

    private WorkloadIdentifier() {}

    /** {@code context} must be of the same pod. */
    public static WorkloadIdentity identify(String cluster, Sandbox sandbox, Optional<PodContext> context) {
        return context.map(pod -> fromApi(cluster, sandbox, pod)).orElseGet(() -> fromRuntime(cluster, sandbox));
    }

    private static WorkloadIdentity fromApi(String cluster, Sandbox sandbox, PodContext pod) {
        PodContext.@Nullable Owner owner = pod.owner();
        if (owner == null) {
            String kind = isStatic(sandbox) ? STATIC_POD : POD;
            owner = new PodContext.Owner(kind, pod.name(), pod.uid());
        }
        return new WorkloadIdentity(
                new Workload(cluster, sandbox.namespace(), owner.kind(), owner.name()),
                IdentitySource.API,
                owner.uid(),
                pod.namespaceUid());
    }

    private static WorkloadIdentity fromRuntime(String cluster, Sandbox sandbox) {
        for (Function<Sandbox, @Nullable Found> row : ROWS) {
            @Nullable Found found = row.apply(sandbox);
            if (found != null) {
                return identity(cluster, sandbox, found);
            }
        }
        return identity(cluster, sandbox, new Found(POD, sandbox.podName(), IdentitySource.NAME));
    }

    private static WorkloadIdentity identity(String cluster, Sandbox sandbox, Found found) {
        return new WorkloadIdentity(
                new Workload(cluster, sandbox.namespace(), found.kind(), found.name()), found.source(), null, null);
    }

    /** Pod names are deployment-hash-suffix; a long name has lost the end of its hash, or all of it. */
    private static @Nullable Found deployment(Sandbox sandbox) {
        String hash = label(sandbox, IdentityLabels.POD_TEMPLATE_HASH);
        if (!HASH.matcher(hash).matches()) {
            return null;
        }
        String podName = sandbox.podName();
        @Nullable String replicaSet = withoutSuffix(podName);
        if (replicaSet != null && replicaSet.endsWith("-" + hash)) {
            return labelled(DEPLOYMENT, replicaSet.substring(0, replicaSet.length() - hash.length() - 1));
        }
        if (podName.length() != GENERATED_BASE + GENERATED_SUFFIX) {
            return null;
        }
        String base = podName.substring(0, GENERATED_BASE);
        for (int kept = hash.length(); kept > 0; kept--) {
            String ending = "-" + hash.substring(0, kept);
            if (base.endsWith(ending)) {
                return labelled(DEPLOYMENT, base.substring(0, GENERATED_BASE - ending.length()));
            }
        }
        return null;
    }

    private static @Nullable Found statefulSet(Sandbox sandbox) {
        String index = label(sandbox, IdentityLabels.POD_INDEX);
        if (label(sandbox, IdentityLabels.CONTROLLER_REVISION_HASH).isEmpty() || index.isEmpty()) {
            return null;
        }
        String podName = sandbox.podName();
        String ending = "-" + index;
        return podName.endsWith(ending)
                ? labelled(STATEFUL_SET, podName.substring(0, podName.length() - ending.length()))
                : null;
    }

    private static @Nullable Found daemonSet(Sandbox sandbox) {
        @Nullable String name = withoutSuffix(sandbox.podName());
        return label(sandbox, IdentityLabels.CONTROLLER_REVISION_HASH).isEmpty() || name == null
                ? null
                : labelled(DAEMON_SET, name);
    }

    /** A Job of a CronJob is named after the minute for which it was scheduled. */
    private static @Nullable Found job(Sandbox sandbox) {
        String modern = label(sandbox, IdentityLabels.JOB_NAME);
        String job = modern.isEmpty() ? label(sandbox, IdentityLabels.OLD_JOB_NAME) : modern;
        if (job.isEmpty()) {
            return null;
        }
        Matcher scheduled = CRON_JOB_NAME.matcher(job);
        if (scheduled.matches()) {
            long minute = Long.parseLong(scheduled.group(2));
            long started = sandbox.fromUnixNanos() / NANOS_PER_MINUTE;
            if (Math.abs(started - minute) <= MINUTES_PER_DAY) {
                return labelled(CRON_JOB, scheduled.group(1));
            }
        }
        return labelled(JOB, job);
    }

    private static @Nullable Found staticPod(Sandbox sandbox) {
        return isStatic(sandbox) ? new Found(STATIC_POD, sandbox.podName(), IdentitySource.NAME) : null;
    }

    private static boolean isStatic(Sandbox sandbox) {
        String source = sandbox.annotations().getOrDefault(CONFIG_SOURCE, "");
        return source.equals("file") || source.equals("http");
    }

    private static @Nullable String withoutSuffix(String podName) {
        int dash = podName.lastIndexOf('-');
        return dash > 0 && SUFFIX.matcher(podName.substring(dash + 1)).matches() ? podName.substring(0, dash) : null;
    }

    private static String label(Sandbox sandbox, String key) {
        Map<String, String> labels = sandbox.labels();
        return labels.getOrDefault(key, "");
    }

    private static @Nullable Found labelled(String kind, String name) {
        return name.isEmpty() ? null : new Found(kind, name, IdentitySource.LABELS);
    }

    private record Found(String kind, String name, IdentitySource source) {}
}
