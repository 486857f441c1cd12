// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The one thread that owns the hot path: events in, observations judged, deviations out. */
@NullMarked
package io.plumbline.agent.pipeline;

import org.jspecify.annotations.NullMarked;
