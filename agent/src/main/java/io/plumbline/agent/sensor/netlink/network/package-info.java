// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The sockets of network namespaces, from sock_diag. */
@NullMarked
package io.plumbline.agent.sensor.netlink.network;

import org.jspecify.annotations.NullMarked;
