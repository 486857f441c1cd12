// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** What of the host decides over programs: cgroups, rights, limits, and how the kernel is set up. */
@NullMarked
package io.plumbline.agent.sensor.ebpf.host;

import org.jspecify.annotations.NullMarked;
