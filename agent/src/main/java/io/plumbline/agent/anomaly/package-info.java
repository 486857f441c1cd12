// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** What shows over many connections and look-ups only: scans, tunnels, beacons, volumes. */
@NullMarked
package io.plumbline.agent.anomaly;

import org.jspecify.annotations.NullMarked;
