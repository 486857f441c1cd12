// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The cost of watching for each packet that it does not look at. */
@NullMarked
package io.plumbline.acceptance.bench.packet;

import org.jspecify.annotations.NullMarked;
