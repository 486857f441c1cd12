// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.cluster;

import io.plumbline.acceptance.lab.pod.PodSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object that makes pods in a cluster, and the names and labels that it gives them.
 *
 * @param podPrefix names of its pods begin with this
 * @param podLabels labels that it adds to its pods
 * @param parent what made this controller in turn
 */
public record Controller(
        String apiVersion,
        String kind,
        String namespace,
        String name,
        String podPrefix,
        Map<String, String> podLabels,
        @Nullable Controller parent) {
    public Controller {
        podLabels = Map.copyOf(podLabels);
    }

    /** One template version of a Deployment; another hash is another version. */
    public static Controller deployment(String namespace, String name, String templateHash) {
        var deployment = new Controller("apps/v1", "Deployment", namespace, name, "", Map.of(), null);
        return new Controller(
                "apps/v1",
                "ReplicaSet",
                namespace,
                name + "-" + templateHash,
                name + "-" + templateHash + "-",
                Map.of("app", name, "pod-template-hash", templateHash),
                deployment);
    }

    public static Controller statefulSet(String namespace, String name) {
        return new Controller(
                "apps/v1",
                "StatefulSet",
                namespace,
                name,
                name + "-",
                Map.of("app", name, "controller-revision-hash", name + "-6c5d7b8f9"),
                null);
    }

    /** One run of a CronJob, due at a minute since 1970. */
    public static Controller cronJob(String namespace, String name, long minute) {
        String job = name + "-" + minute;
        return new Controller(
                "batch/v1",
                "Job",
                namespace,
                job,
                job + "-",
                Map.of("app", name, "job-name", job, "batch.kubernetes.io/job-name", job),
                new Controller("batch/v1", "CronJob", namespace, name, "", Map.of(), null));
    }

    /** A pod of this controller. */
    public PodSpec pod(String suffix) {
        PodSpec pod = PodSpec.of(namespace, podPrefix + suffix);
        for (Map.Entry<String, String> label : podLabels.entrySet()) {
            pod = pod.label(label.getKey(), label.getValue());
        }
        if (kind.equals("StatefulSet")) {
            pod = pod.label("apps.kubernetes.io/pod-index", suffix)
                    .label("statefulset.kubernetes.io/pod-name", pod.name());
        }
        return pod;
    }
}
