// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Tests of the bench's figures. */
@NullMarked
package io.plumbline.acceptance.bench.calls;

import org.jspecify.annotations.NullMarked;
