// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Private containerd instances: their files, their processes, and how nothing of them stays behind. */
@NullMarked
package io.plumbline.acceptance.lab.runtime;

import org.jspecify.annotations.NullMarked;
