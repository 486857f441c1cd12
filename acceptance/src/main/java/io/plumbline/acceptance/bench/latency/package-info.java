// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The time that it takes from a program start to a durable incident at the collector. */
@NullMarked
package io.plumbline.acceptance.bench.latency;

import org.jspecify.annotations.NullMarked;
