// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The outbox on disk: messages that wait for the acknowledgement of the collector, and the thread that writes them. */
@NullMarked
package io.plumbline.agent.outbox;

import org.jspecify.annotations.NullMarked;
