// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.workload;

/** What one baseline belongs to: a container of a workload. */
public record BaselineKey(Workload workload, String containerName, ContainerType containerType) {
    @Override
    public String toString() {
        return workload + "/" + containerName;
    }
}
