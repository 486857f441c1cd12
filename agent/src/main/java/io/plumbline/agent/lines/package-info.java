// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Incidents as JSON lines, for an agent that works alone. */
@NullMarked
package io.plumbline.agent.lines;

import org.jspecify.annotations.NullMarked;
