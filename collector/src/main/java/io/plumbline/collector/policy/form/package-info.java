// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** The forms in which a policy is read and written. */
@NullMarked
package io.plumbline.collector.policy.form;

import org.jspecify.annotations.NullMarked;
