// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Outbox on disk and the stream to the collector. */
@NullMarked
package io.plumbline.agent.outbox;

import org.jspecify.annotations.NullMarked;
