// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** containerd as the container runtime: its event stream, its services, and CRI. */
@NullMarked
package io.plumbline.agent.container.containerd;

import org.jspecify.annotations.NullMarked;
