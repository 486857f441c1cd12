// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** Callers, and the calls that each of them may make. */
@NullMarked
package io.plumbline.collector.access;

import org.jspecify.annotations.NullMarked;
