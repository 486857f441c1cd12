// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.observation;

/** An invariant that is broken, with the reason in one sentence. */
public record InvariantViolation(Rule rule, String because) {}
