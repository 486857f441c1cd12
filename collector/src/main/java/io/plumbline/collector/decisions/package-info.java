// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** Decisions of people on incidents: what they change in profiles, and how they are taken back. */
@NullMarked
package io.plumbline.collector.decisions;

import org.jspecify.annotations.NullMarked;
