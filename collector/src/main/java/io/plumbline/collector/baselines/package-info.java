// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** The baselines of the cluster: merged from all agents, changed by the lock rule and by people. */
@NullMarked
package io.plumbline.collector.baselines;

import org.jspecify.annotations.NullMarked;
