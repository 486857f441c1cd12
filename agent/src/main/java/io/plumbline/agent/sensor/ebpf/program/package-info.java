// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The BPF programs: which there are, how they are set up, loaded, attached and kept. */
@NullMarked
package io.plumbline.agent.sensor.ebpf.program;

import org.jspecify.annotations.NullMarked;
