// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The collector as the memory of a large cluster: what it holds, and how fast it answers. */
@NullMarked
package io.plumbline.acceptance.bench.cluster;

import org.jspecify.annotations.NullMarked;
