// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** What the eBPF sensor can watch, the ways there are to watch it, and which of them the running kernel leaves. */
@NullMarked
package io.plumbline.agent.sensor.ebpf.signal;

import org.jspecify.annotations.NullMarked;
