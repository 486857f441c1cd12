// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.cluster;

import io.plumbline.collector.policy.spec.Protocol;

/**
 * A port of a service.
 *
 * @param port what clients connect to
 * @param targetName name of the port of the pods behind; empty: by number
 * @param target number of the port of the pods behind; 0 with a name
 */
public record ForwardedPort(int port, Protocol protocol, String targetName, int target) {}
