// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Watches a Kubernetes API for the cluster's memory; the only package of the collector that knows the client library. */
@NullMarked
package io.plumbline.collector.cluster.watch;

import org.jspecify.annotations.NullMarked;
