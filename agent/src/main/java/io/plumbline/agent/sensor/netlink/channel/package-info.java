// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Netlink sockets and their messages, and the network namespaces in which they are opened. */
@NullMarked
package io.plumbline.agent.sensor.netlink.channel;

import org.jspecify.annotations.NullMarked;
