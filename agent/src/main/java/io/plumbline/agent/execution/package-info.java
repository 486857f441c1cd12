// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** From process events to observations: which program was started where and by whom, and what it asked of the kernel. */
@NullMarked
package io.plumbline.agent.execution;

import org.jspecify.annotations.NullMarked;
