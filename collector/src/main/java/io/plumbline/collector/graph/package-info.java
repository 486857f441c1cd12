// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** The graph of all connections between workloads and their peers, from all profiles. */
@NullMarked
package io.plumbline.collector.graph;

import org.jspecify.annotations.NullMarked;
