// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** Gives profiles back as network policies. */
@NullMarked
package io.plumbline.collector.policy;

import org.jspecify.annotations.NullMarked;
