// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** This node's pods as the cluster describes them, and the workloads that they belong to. */
@NullMarked
package io.plumbline.agent.kubernetes;

import org.jspecify.annotations.NullMarked;
