// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** What people ask of the collector. */
@NullMarked
package io.plumbline.collector.query;

import org.jspecify.annotations.NullMarked;
