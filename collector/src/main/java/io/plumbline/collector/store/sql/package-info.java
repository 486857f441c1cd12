// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** The SQL of the store as far as SQLite and PostgreSQL agree on it. */
@NullMarked
package io.plumbline.collector.store.sql;

import org.jspecify.annotations.NullMarked;
