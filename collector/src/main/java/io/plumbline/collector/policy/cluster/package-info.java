// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** What a policy needs to know of the cluster: pods with their labels and ports, services, nodes. */
@NullMarked
package io.plumbline.collector.policy.cluster;

import org.jspecify.annotations.NullMarked;
