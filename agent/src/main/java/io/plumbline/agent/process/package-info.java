// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Processes of this node: table, lineage, where executables come from. */
@NullMarked
package io.plumbline.agent.process;

import org.jspecify.annotations.NullMarked;
