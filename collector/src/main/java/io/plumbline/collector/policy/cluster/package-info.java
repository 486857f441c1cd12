// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** The cluster as far as a policy needs to know it: pods with their labels and ports, services, nodes. */
@NullMarked
package io.plumbline.collector.policy.cluster;

import org.jspecify.annotations.NullMarked;
