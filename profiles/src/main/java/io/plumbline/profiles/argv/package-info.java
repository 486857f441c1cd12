// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Argument vectors: shapes and code positions. */
@NullMarked
package io.plumbline.profiles.argv;

import org.jspecify.annotations.NullMarked;
