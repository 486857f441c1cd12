// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** What the kernel and the agent share: rings of records and counters, read from mapped memory. */
@NullMarked
package io.plumbline.agent.sensor.ebpf.ring;

import org.jspecify.annotations.NullMarked;
