// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** From the bytes of a record to what they say. */
@NullMarked
package io.plumbline.agent.sensor.ebpf.record;

import org.jspecify.annotations.NullMarked;
