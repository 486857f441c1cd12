// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.memory;

import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.workload.Workload;
import org.jspecify.annotations.Nullable;

/**
 * The peer that an address led to.
 *
 * @param behind the workload behind a service, where it is exactly one; else null
 */
public record Found(Peer peer, @Nullable Workload behind) {}
