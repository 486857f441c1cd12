// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline.watch;

import io.plumbline.agent.incident.Rule;

/** An invariant that is broken, with the reason in one sentence. */
public record Broken(Rule rule, String because) {}
