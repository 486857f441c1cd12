// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

/** By which way a process came into the container; inherited by its children. */
public enum Phase {
    /** A newer sender knows more ways than this version. Never learned. */
    UNKNOWN,
    /** The container's own configured command, started by the runtime; only that process itself. */
    ENTRYPOINT,
    /** Started by another process of the container. */
    SERVICE,
    /** Started by the runtime with exactly the command of a probe of the pod spec, or below such a process. */
    PROBE,
    /** Started by the runtime with exactly the command of a life-cycle hook of the pod spec, or below such a process. */
    HOOK,
    /** Started by the runtime otherwise (kubectl exec), or below such a process. Never learned. */
    SESSION
}
