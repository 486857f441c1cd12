// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store;

/** Where a page of incidents ended: the next one holds what is older. */
public record IncidentCursor(long updatedAtNanos, String incidentId) {}
