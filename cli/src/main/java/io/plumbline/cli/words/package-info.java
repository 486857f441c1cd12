// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Messages of plumbline.v1 in the words that people read. */
@NullMarked
package io.plumbline.cli.words;

import org.jspecify.annotations.NullMarked;
