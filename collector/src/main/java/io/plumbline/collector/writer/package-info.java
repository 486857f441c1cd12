// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** The one thread that changes anything: it gathers work into turns and commits each turn as a whole. */
@NullMarked
package io.plumbline.collector.writer;

import org.jspecify.annotations.NullMarked;
