// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** {@code plumbline graph}: who talks to whom. */
@NullMarked
package io.plumbline.cli.graph;

import org.jspecify.annotations.NullMarked;
