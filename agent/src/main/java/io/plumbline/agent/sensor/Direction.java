// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor;

/** Who opened a connection. */
public enum Direction {
    INBOUND,
    OUTBOUND
}
