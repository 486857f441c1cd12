// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** How a container uses the network over time: scans, tunnels through names, volumes and rhythms. Without clock and thread. */
@NullMarked
package io.plumbline.agent.traffic;

import org.jspecify.annotations.NullMarked;
