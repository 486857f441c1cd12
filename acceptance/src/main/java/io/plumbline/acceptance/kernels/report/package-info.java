// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The reports of guests on their kernels, as one table, and what became worse. */
@NullMarked
package io.plumbline.acceptance.kernels.report;

import org.jspecify.annotations.NullMarked;
