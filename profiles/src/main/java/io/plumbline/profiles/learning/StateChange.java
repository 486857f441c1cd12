// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.profile.BaselineState;

/**
 * A baseline changed its state.
 *
 * @param reason one sentence
 * @param at nanoseconds since 1970 UTC
 */
public record StateChange(BaselineState from, BaselineState to, String reason, long at) {}
