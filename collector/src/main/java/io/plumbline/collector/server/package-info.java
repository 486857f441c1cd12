// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** Where the collector listens, and with which certificates. */
@NullMarked
package io.plumbline.collector.server;

import org.jspecify.annotations.NullMarked;
