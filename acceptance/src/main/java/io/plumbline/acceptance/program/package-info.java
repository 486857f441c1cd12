// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Agent and collector as processes, started by their launchers as people start them. */
@NullMarked
package io.plumbline.acceptance.program;

import org.jspecify.annotations.NullMarked;
