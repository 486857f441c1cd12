// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.cluster;

import io.plumbline.collector.policy.spec.Protocol;

/** A port of a container. The name is empty where it has none. */
public record PodPort(String name, int number, Protocol protocol) {}
