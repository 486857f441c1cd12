// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.behavior.Behavior;

/**
 * How often one container run did one thing, since it started.
 *
 * @param count cumulative
 * @param firstSeen nanoseconds since 1970 UTC
 * @param lastSeen nanoseconds since 1970 UTC
 */
public record Counter(Behavior behavior, long count, long firstSeen, long lastSeen) {}
