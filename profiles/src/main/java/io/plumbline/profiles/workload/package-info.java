// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Workloads and their containers: the owners of baselines. */
@NullMarked
package io.plumbline.profiles.workload;

import org.jspecify.annotations.NullMarked;
