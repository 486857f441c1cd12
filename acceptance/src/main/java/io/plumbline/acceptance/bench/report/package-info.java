// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Tables of figures: as a person reads them, and as JSON for later comparison. */
@NullMarked
package io.plumbline.acceptance.bench.report;

import org.jspecify.annotations.NullMarked;
