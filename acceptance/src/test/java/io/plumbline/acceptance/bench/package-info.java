// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Tests of what a bench is told to measure. */
@NullMarked
package io.plumbline.acceptance.bench;

import org.jspecify.annotations.NullMarked;
