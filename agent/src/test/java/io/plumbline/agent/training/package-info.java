// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The run of the packaged agent in which its AOT cache is made; part of the build, not of the product. */
@NullMarked
package io.plumbline.agent.training;

import org.jspecify.annotations.NullMarked;
