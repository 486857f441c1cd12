// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** The peers that had an address at a time: answered from the sandboxes that agents report. */
@NullMarked
package io.plumbline.collector.peers;

import org.jspecify.annotations.NullMarked;
