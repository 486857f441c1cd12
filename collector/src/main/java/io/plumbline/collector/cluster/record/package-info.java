// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Objects of the API, reduced to what somebody asks for. */
@NullMarked
package io.plumbline.collector.cluster.record;

import org.jspecify.annotations.NullMarked;
