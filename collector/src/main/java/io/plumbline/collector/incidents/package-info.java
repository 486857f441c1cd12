// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** Incidents as the collector keeps them, decisions on them, and those who watch. */
@NullMarked
package io.plumbline.collector.incidents;

import org.jspecify.annotations.NullMarked;
