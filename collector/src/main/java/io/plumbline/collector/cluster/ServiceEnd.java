// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster;

/**
 * One end that a service leads to.
 *
 * @param ip textual, canonical
 * @param port 1 to 65535
 */
public record ServiceEnd(String ip, int port) {}
