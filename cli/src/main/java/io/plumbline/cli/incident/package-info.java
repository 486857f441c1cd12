// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Incidents: list, watch, show, accept, reject. */
@NullMarked
package io.plumbline.cli.incident;

import org.jspecify.annotations.NullMarked;
