// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Logs for people or for machines, set up in code. */
@NullMarked
package io.plumbline.service.logging;

import org.jspecify.annotations.NullMarked;
