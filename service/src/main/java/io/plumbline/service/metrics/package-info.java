// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** What every Plumbline process tells about itself in Prometheus metrics. */
@NullMarked
package io.plumbline.service.metrics;

import org.jspecify.annotations.NullMarked;
