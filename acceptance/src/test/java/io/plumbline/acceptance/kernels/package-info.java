// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Tests of what can be tested of it without a guest. */
@NullMarked
package io.plumbline.acceptance.kernels;

import org.jspecify.annotations.NullMarked;
