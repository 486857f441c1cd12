// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** The addresses that the collector listens on, and the certificates that it shows there. */
@NullMarked
package io.plumbline.collector.server;

import org.jspecify.annotations.NullMarked;
