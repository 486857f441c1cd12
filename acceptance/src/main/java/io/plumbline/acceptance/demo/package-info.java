// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The demo: a shop of pods, learned, then attacked. */
@NullMarked
package io.plumbline.acceptance.demo;

import org.jspecify.annotations.NullMarked;
