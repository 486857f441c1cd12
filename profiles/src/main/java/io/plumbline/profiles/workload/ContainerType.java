// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.workload;

/** The part of a pod spec that a container comes from. */
public enum ContainerType {
    APP,
    INIT,
    EPHEMERAL,
    /** A newer sender knows more types than this version. */
    UNKNOWN
}
