// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.workload;

/** The top owner of a pod: what survives roll-outs, re-creation and scaling to zero. */
public record Workload(String cluster, String namespace, String kind, String name) {
    /** Cluster id of an agent that works alone. */
    public static final String LOCAL_CLUSTER = "local";

    @Override
    public String toString() {
        return namespace + "/" + kind + "/" + name;
    }
}
