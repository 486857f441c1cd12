// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Pods that try to blind, starve or kill the agent of their node. */
@NullMarked
package io.plumbline.acceptance.hostile;

import org.jspecify.annotations.NullMarked;
