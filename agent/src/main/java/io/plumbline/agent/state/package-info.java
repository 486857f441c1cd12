// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The agent's files on disk: the state directory and the SQLite file within it. */
@NullMarked
package io.plumbline.agent.state;

import org.jspecify.annotations.NullMarked;
