// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The one thread that owns the hot path, and the node that it works on: wires the packages below, and takes what they tell out. */
@NullMarked
package io.plumbline.agent.pipeline;

import org.jspecify.annotations.NullMarked;
