// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The counting of events when a stalled reader lets the kernel's buffer overflow. */
@NullMarked
package io.plumbline.acceptance.bench.overflow;

import org.jspecify.annotations.NullMarked;
