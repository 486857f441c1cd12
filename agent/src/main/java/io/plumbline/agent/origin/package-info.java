// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The origin of the bytes of a program: the container's image, or not. */
@NullMarked
package io.plumbline.agent.origin;

import org.jspecify.annotations.NullMarked;
