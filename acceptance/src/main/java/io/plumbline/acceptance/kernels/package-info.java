// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The kernels that users run, each booted in an emulated machine, and what the agent can do in them. */
@NullMarked
package io.plumbline.acceptance.kernels;

import org.jspecify.annotations.NullMarked;
