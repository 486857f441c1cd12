// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store;

/**
 * One thing that a person changed.
 *
 * @param atNanos nanoseconds since 1970 UTC by the collector's clock
 * @param action one word, for instance "accept", "import", "lock"
 * @param subject the incident or the profile
 * @param detail the reason in the person's words, or what was set
 */
public record AuditRow(long atNanos, String actor, String action, String subject, String detail) {}
