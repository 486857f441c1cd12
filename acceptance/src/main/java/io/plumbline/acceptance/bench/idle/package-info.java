// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The cost of an agent that has nothing to do, and the time until it watches. */
@NullMarked
package io.plumbline.acceptance.bench.idle;

import org.jspecify.annotations.NullMarked;
