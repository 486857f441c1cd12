// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Tests of the lab itself, and how other tests get one. */
@NullMarked
package io.plumbline.acceptance.lab;

import org.jspecify.annotations.NullMarked;
