// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store;

import io.plumbline.v1.SandboxInterval;

/** An address interval and the node that reported it. */
public record SandboxRow(String node, SandboxInterval interval) {}
