// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Who is at the other end of a connection. */
@NullMarked
package io.plumbline.profiles.peer;

import org.jspecify.annotations.NullMarked;
