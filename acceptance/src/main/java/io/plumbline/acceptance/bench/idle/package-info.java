// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** What an agent costs that has nothing to do, and how soon it watches. */
@NullMarked
package io.plumbline.acceptance.bench.idle;

import org.jspecify.annotations.NullMarked;
