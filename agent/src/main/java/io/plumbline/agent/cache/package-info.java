// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Results of pure functions that are remembered for what was asked lately. */
@NullMarked
package io.plumbline.agent.cache;

import org.jspecify.annotations.NullMarked;
