// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Sockets that were there before the sensor, from /proc/PID/net, and who listens. */
@NullMarked
package io.plumbline.agent.sensor.ebpf.sockets;

import org.jspecify.annotations.NullMarked;
