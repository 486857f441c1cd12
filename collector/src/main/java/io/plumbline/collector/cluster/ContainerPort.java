// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster;

import io.plumbline.profiles.behavior.Transport;

/**
 * A port that a container declares. Declaring one is a courtesy: a container may listen on others.
 *
 * @param name empty when it has none
 * @param port 1 to 65535
 */
public record ContainerPort(String container, String name, int port, Transport transport) {}
