// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Between the records of this module and the messages of plumbline.v1. */
@NullMarked
package io.plumbline.profiles.wire;

import org.jspecify.annotations.NullMarked;
