// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.workload;

/** The sources of the identity of a workload, strongest first. */
public enum IdentitySource {
    /** Owner references of the Kubernetes API. */
    API,
    /** Labels that controllers write. Can be forged by whoever holds the runtime socket. */
    LABELS,
    /** The pod's own name. */
    NAME
}
