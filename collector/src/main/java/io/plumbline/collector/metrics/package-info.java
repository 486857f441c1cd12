// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** What the collector counts. */
@NullMarked
package io.plumbline.collector.metrics;

import org.jspecify.annotations.NullMarked;
