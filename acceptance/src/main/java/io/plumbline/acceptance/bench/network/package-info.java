// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Storms of short connections and of DNS queries. */
@NullMarked
package io.plumbline.acceptance.bench.network;

import org.jspecify.annotations.NullMarked;
