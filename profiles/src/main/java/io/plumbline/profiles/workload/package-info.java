// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Whom a baseline belongs to. */
@NullMarked
package io.plumbline.profiles.workload;

import org.jspecify.annotations.NullMarked;
