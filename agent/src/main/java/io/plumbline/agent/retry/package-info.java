// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Conversations that are begun anew when they end, and the time between. */
@NullMarked
package io.plumbline.agent.retry;

import org.jspecify.annotations.NullMarked;
