// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Containers that do what a bench tells them to. */
@NullMarked
package io.plumbline.acceptance.bench.pod;

import org.jspecify.annotations.NullMarked;
