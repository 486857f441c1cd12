// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The use of the network over time by one container: scans, tunnels through names, volumes and rhythms. Without clock and
 * thread.
 */
@NullMarked
package io.plumbline.agent.traffic;

import org.jspecify.annotations.NullMarked;
