// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** From network events to observations: which container it was, who is at the other end, and by which name. */
@NullMarked
package io.plumbline.agent.connection;

import org.jspecify.annotations.NullMarked;
