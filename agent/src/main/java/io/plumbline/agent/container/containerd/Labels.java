// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import io.plumbline.containerd.v1.Container;
import java.util.Map;

/** The labels and annotations by which CRI marks its containers in containerd. */
final class Labels {
    static final String POD_UID = "io.kubernetes.pod.uid";
    static final String POD_NAME = "io.kubernetes.pod.name";
    static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
    static final String CONTAINER_NAME = "io.kubernetes.container.name";
    static final String SANDBOX_ID_ANNOTATION = "io.kubernetes.cri.sandbox-id";
    static final String IMAGE_NAME_ANNOTATION = "io.kubernetes.cri.image-name";

    private static final String KIND = "io.cri-containerd.kind";

    private Labels() {}

    /** The kinds of records in containerd. */
    enum Kind {
        SANDBOX,
        CONTAINER,
        FOREIGN
    }

    /** Everything that lacks the labels of a pod is foreign: made by another client of containerd. */
    static Kind kind(Container container) {
        Map<String, String> labels = container.getLabelsMap();
        if (!labels.containsKey(POD_UID) || !labels.containsKey(POD_NAMESPACE)) {
            return Kind.FOREIGN;
        }
        return switch (labels.getOrDefault(KIND, "")) {
            case "sandbox" -> Kind.SANDBOX;
            case "container" -> Kind.CONTAINER;
            default -> Kind.FOREIGN;
        };
    }

    /** False for the labels that kubelet and containerd add by themselves. */
    static boolean isPodsOwn(String key) {
        return !key.startsWith("io.kubernetes.") && !key.startsWith("io.cri-containerd.");
    }
}
