// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** What a policy would have done to the flows on record. */
@NullMarked
package io.plumbline.collector.policy.replay;

import org.jspecify.annotations.NullMarked;
