// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** What is counted when a stalled reader lets the kernel's buffer overflow. */
@NullMarked
package io.plumbline.acceptance.bench.overflow;

import org.jspecify.annotations.NullMarked;
