// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster;

import io.plumbline.profiles.behavior.Transport;

/**
 * A port of a service.
 *
 * @param name empty when it has none
 * @param port 1 to 65535, at the service's own addresses
 * @param target the pods' port: a number, or the name of a container port
 * @param nodePort at every node's addresses; 0 when it has none
 */
public record ServicePort(String name, int port, String target, Transport transport, int nodePort) {}
