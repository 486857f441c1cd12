// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** Who calls, and what that caller may do. */
@NullMarked
package io.plumbline.collector.access;

import org.jspecify.annotations.NullMarked;
