// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The way to the collector: addresses, TLS, what failed. */
@NullMarked
package io.plumbline.cli.connection;

import org.jspecify.annotations.NullMarked;
