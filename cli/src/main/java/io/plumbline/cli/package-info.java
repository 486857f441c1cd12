// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** plumbline: what people type. */
@NullMarked
package io.plumbline.cli;

import org.jspecify.annotations.NullMarked;
