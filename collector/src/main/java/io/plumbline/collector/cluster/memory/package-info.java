// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The memory of a cluster, reduced to what somebody asks for, bounded and counted. */
@NullMarked
package io.plumbline.collector.cluster.memory;

import org.jspecify.annotations.NullMarked;
