// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** JNA mappings of libc, and nothing else: the only package that touches native memory. */
@NullMarked
package io.plumbline.agent.linux;

import org.jspecify.annotations.NullMarked;
