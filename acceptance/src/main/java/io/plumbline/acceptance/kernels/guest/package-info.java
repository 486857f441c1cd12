// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Emulated machines: their kernels, their disks, and how they are run. */
@NullMarked
package io.plumbline.acceptance.kernels.guest;

import org.jspecify.annotations.NullMarked;
