// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** The replay of recorded flows: what a policy would have done to them. */
@NullMarked
package io.plumbline.collector.policy.replay;

import org.jspecify.annotations.NullMarked;
