// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.dns;

/**
 * The name by which a pod got an address.
 *
 * @param name as it was asked for, without a search domain of the pod
 * @param ofCluster true for a name below the cluster's domain
 */
public record AddressName(String name, boolean ofCluster) {}
