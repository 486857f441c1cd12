// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Questions that other parts of the collector ask about the cluster. */
@NullMarked
package io.plumbline.collector.cluster;

import org.jspecify.annotations.NullMarked;
