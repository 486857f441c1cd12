// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.workload;

/** The key of a baseline: a container of a workload. */
public record BaselineKey(Workload workload, String containerName, ContainerType containerType) {
    /** The key as one text without ambiguity, for stores: cluster/namespace/kind/name/type/container. */
    public String id() {
        return String.join(
                "/",
                escaped(workload.cluster()),
                escaped(workload.namespace()),
                escaped(workload.kind()),
                escaped(workload.name()),
                containerType.name(),
                escaped(containerName));
    }

    private static String escaped(String part) {
        return part.replace("%", "%25").replace("/", "%2F").replace("#", "%23");
    }

    @Override
    public String toString() {
        return workload + "/" + containerName;
    }
}
