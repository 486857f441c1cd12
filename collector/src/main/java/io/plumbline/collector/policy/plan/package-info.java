// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** The way from a profile to what a policy has to allow, in no form yet. */
@NullMarked
package io.plumbline.collector.policy.plan;

import org.jspecify.annotations.NullMarked;
