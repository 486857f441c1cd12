// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

/**
 * The container accepts connections or datagrams on a port.
 *
 * @param port 1 to 65535, or {@link #EPHEMERAL}
 * @param loopback true when only loopback can reach it
 */
public record Listening(Transport transport, int port, boolean loopback) implements Behavior {
    /** Stands for any port that the kernel chose (32768 and above). */
    public static final int EPHEMERAL = 0;
}
