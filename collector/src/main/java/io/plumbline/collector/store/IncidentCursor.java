// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store;

/** The end of a page of incidents: the next one holds what is older. */
public record IncidentCursor(long updatedAtNanos, String incidentId) {}
