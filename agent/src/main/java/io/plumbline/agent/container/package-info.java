// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Containers of this node: containerd, CRI, cgroup paths. */
@NullMarked
package io.plumbline.agent.container;

import org.jspecify.annotations.NullMarked;
