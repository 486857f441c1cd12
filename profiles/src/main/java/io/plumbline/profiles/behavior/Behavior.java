// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

/** One thing that a container does. Equal behaviours are the same entry of a profile. */
public sealed interface Behavior permits Execution, Listening, Outbound, Inbound, Privilege {}
