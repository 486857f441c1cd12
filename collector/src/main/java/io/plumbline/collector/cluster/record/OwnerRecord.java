// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.record;

import org.jspecify.annotations.Nullable;

/**
 * A replica set, job or replication controller.
 *
 * @param controller null when it is the top
 */
public record OwnerRecord(String uid, @Nullable OwnerRef controller) {}
