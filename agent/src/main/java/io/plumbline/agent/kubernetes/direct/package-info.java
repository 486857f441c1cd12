// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Cluster context straight from the API server; the only package that touches the Kubernetes client library. */
@NullMarked
package io.plumbline.agent.kubernetes.direct;

import org.jspecify.annotations.NullMarked;
