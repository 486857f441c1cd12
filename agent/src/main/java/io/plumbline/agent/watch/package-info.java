// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The containers of this node while they are watched: whose they are, what waits for that, and what each did so far. */
@NullMarked
package io.plumbline.agent.watch;

import org.jspecify.annotations.NullMarked;
