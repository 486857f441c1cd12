// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The watchers of the machine while something is measured: nobody, the floor, the agent by one of its sensors. */
@NullMarked
package io.plumbline.acceptance.bench.watch;

import org.jspecify.annotations.NullMarked;
