// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** The store of all that the collector keeps: one interface, and what every implementation of it must hold. */
@NullMarked
package io.plumbline.collector.store;

import org.jspecify.annotations.NullMarked;
