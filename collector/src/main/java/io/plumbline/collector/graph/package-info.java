// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** Who talks to whom, from all profiles. */
@NullMarked
package io.plumbline.collector.graph;

import org.jspecify.annotations.NullMarked;
