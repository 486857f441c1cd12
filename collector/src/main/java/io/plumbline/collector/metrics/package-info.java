// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** The metrics of the collector. */
@NullMarked
package io.plumbline.collector.metrics;

import org.jspecify.annotations.NullMarked;
