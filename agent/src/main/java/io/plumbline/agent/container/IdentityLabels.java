// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container;

import java.util.Set;

/** The labels and annotations of a pod by which the workload that it belongs to is known: they are kept, however many others it has. */
public final class IdentityLabels {
    public static final String POD_TEMPLATE_HASH = "pod-template-hash";
    public static final String CONTROLLER_REVISION_HASH = "controller-revision-hash";
    public static final String POD_INDEX = "apps.kubernetes.io/pod-index";
    public static final String JOB_NAME = "batch.kubernetes.io/job-name";
    /** Of the same, before Kubernetes 1.27. */
    public static final String OLD_JOB_NAME = "job-name";
    /** An annotation: by which way the kubelet was told of the pod. */
    public static final String CONFIG_SOURCE = "kubernetes.io/config.source";

    private static final Set<String> ALL =
            Set.of(POD_TEMPLATE_HASH, CONTROLLER_REVISION_HASH, POD_INDEX, JOB_NAME, OLD_JOB_NAME, CONFIG_SOURCE);

    private IdentityLabels() {}

    public static boolean contains(String key) {
        return ALL.contains(key);
    }
}
