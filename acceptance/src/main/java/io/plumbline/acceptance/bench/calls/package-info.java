// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The time that watching adds to single system calls. */
@NullMarked
package io.plumbline.acceptance.bench.calls;

import org.jspecify.annotations.NullMarked;
