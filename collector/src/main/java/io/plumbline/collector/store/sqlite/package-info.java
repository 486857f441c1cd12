// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** The embedded store: one SQLite file in WAL mode, synced on every commit. */
@NullMarked
package io.plumbline.collector.store.sqlite;

import org.jspecify.annotations.NullMarked;
