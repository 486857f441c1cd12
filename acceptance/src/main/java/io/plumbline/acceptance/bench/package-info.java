// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Measures what watching costs and what it sees; the figures go to target/reports. */
@NullMarked
package io.plumbline.acceptance.bench;

import org.jspecify.annotations.NullMarked;
