// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor;

import java.net.InetAddress;

/** An address and a port (0 to 65535). IPv4-mapped IPv6 addresses are given as IPv4. */
public record Endpoint(InetAddress address, int port) {}
