// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Identifiers that sort by time. */
@NullMarked
package io.plumbline.service.ids;

import org.jspecify.annotations.NullMarked;
