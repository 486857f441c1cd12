// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** End-to-end tests, benchmarks and the demo, on a real container runtime. */
@NullMarked
package io.plumbline.acceptance;

import org.jspecify.annotations.NullMarked;
