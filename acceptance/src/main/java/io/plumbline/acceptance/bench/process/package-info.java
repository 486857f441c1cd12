// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** What the kernel and a program's own metrics tell of a running process. */
@NullMarked
package io.plumbline.acceptance.bench.process;

import org.jspecify.annotations.NullMarked;
