// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Executable mappings of files, from perf events. */
@NullMarked
package io.plumbline.agent.sensor.mapping;

import org.jspecify.annotations.NullMarked;
