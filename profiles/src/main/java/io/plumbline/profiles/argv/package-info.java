// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Argument vectors: shapes, code positions, redaction. */
@NullMarked
package io.plumbline.profiles.argv;

import org.jspecify.annotations.NullMarked;
