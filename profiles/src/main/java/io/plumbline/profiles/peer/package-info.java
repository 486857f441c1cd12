// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Peers: the other ends of connections. */
@NullMarked
package io.plumbline.profiles.peer;

import org.jspecify.annotations.NullMarked;
