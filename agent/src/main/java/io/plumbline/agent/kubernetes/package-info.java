// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** What the cluster says of this node's pods, and which workload a pod belongs to. */
@NullMarked
package io.plumbline.agent.kubernetes;

import org.jspecify.annotations.NullMarked;
