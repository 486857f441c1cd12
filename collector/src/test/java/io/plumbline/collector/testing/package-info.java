// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** Agents, people and messages for the tests of the collector. */
@NullMarked
package io.plumbline.collector.testing;

import org.jspecify.annotations.NullMarked;
