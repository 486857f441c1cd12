// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.record;

/**
 * The controller of an object.
 *
 * @param group API group (or version, for the core group) and kind, for instance "apps/ReplicaSet"
 */
public record OwnerRef(String group, String kind, String name, String uid) {}
