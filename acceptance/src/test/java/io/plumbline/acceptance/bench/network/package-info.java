// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Tests of network load. */
@NullMarked
package io.plumbline.acceptance.bench.network;

import org.jspecify.annotations.NullMarked;
