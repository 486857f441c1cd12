// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The Prometheus metrics in which every Plumbline process tells about itself. */
@NullMarked
package io.plumbline.service.metrics;

import org.jspecify.annotations.NullMarked;
