// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The sensor in the kernel: tier 1. */
@NullMarked
package io.plumbline.agent.sensor.ebpf;

import org.jspecify.annotations.NullMarked;
