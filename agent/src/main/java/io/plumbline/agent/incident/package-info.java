// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Deviations told as incidents. */
@NullMarked
package io.plumbline.agent.incident;

import org.jspecify.annotations.NullMarked;
