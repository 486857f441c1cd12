// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** The questions of people to the collector, and their changes of profiles. */
@NullMarked
package io.plumbline.collector.query;

import org.jspecify.annotations.NullMarked;
