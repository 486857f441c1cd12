// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Addresses to peers, as of the time of the connection. */
@NullMarked
package io.plumbline.agent.peer;

import org.jspecify.annotations.NullMarked;
