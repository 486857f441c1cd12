// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

/** One thing that a container does. Behaviours with the same {@link BehaviorId} are the same entry of a profile. */
public sealed interface Behavior
        permits Execution, CodeMapping, Listening, Outbound, Inbound, NameLookup, SocketUse, KernelUse, Privilege {
    /** Of this behaviour and another one of the same id, the one that says more. */
    default Behavior orMoreExact(Behavior same) {
        return this instanceof Execution execution
                        && execution.environment() == null
                        && same instanceof Execution other
                        && other.environment() != null
                ? other
                : this;
    }
}
