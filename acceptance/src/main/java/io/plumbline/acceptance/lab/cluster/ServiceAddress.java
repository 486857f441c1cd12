// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.cluster;

/**
 * The address at which a service is reached, over TCP, and the port at which its pods listen.
 *
 * @param address of the cluster's service range
 */
public record ServiceAddress(String address, int port, int targetPort) {}
