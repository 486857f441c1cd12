// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The figures of a running process that the kernel and its own metrics tell. */
@NullMarked
package io.plumbline.acceptance.bench.process;

import org.jspecify.annotations.NullMarked;
