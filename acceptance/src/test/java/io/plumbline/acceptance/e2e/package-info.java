// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The main job, end to end: real containers, real agents, a real collector. */
@NullMarked
package io.plumbline.acceptance.e2e;

import org.jspecify.annotations.NullMarked;
