// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.kubernetes.client;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads from the metadata of an object what it is and what it comes from. */
public final class PodMetadata {
    private static final String MIRROR = "kubernetes.io/config.mirror";

    private PodMetadata() {}

    /** The UID that the runtime knows; the API object of a static pod is a mirror with another UID. */
    public static String uid(ObjectMeta pod) {
        @Nullable
        String original =
                pod.getAnnotations() == null ? null : pod.getAnnotations().get(MIRROR);
        return original == null ? pod.getUid() : original;
    }

    /** True for a pod from a manifest on its node. */
    public static boolean isStatic(ObjectMeta pod) {
        return pod.getAnnotations() != null && pod.getAnnotations().containsKey(MIRROR);
    }

    /** The object that made this one; empty also for a static pod, whose node is no owner. */
    public static Optional<OwnerReference> controller(ObjectMeta object) {
        return object.getOwnerReferences().stream()
                .filter(reference -> Boolean.TRUE.equals(reference.getController()))
                .filter(reference -> !group(reference).equals("v1/Node"))
                .findFirst();
    }

    /** API group (or version, for the core group) and kind. */
    public static String group(OwnerReference reference) {
        String apiVersion = reference.getApiVersion();
        int slash = apiVersion.indexOf('/');
        return (slash < 0 ? apiVersion : apiVersion.substring(0, slash)) + "/" + reference.getKind();
    }
}
