// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Tests of this package. */
@NullMarked
package io.plumbline.acceptance.bench.pod;

import org.jspecify.annotations.NullMarked;
