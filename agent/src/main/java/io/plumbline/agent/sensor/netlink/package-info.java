// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Tier 2: proc connector and sock_diag over netlink. */
@NullMarked
package io.plumbline.agent.sensor.netlink;

import org.jspecify.annotations.NullMarked;
