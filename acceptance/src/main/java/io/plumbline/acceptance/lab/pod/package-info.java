// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Pods as a kubelet would run them, through the container runtime interface. */
@NullMarked
package io.plumbline.acceptance.lab.pod;

import org.jspecify.annotations.NullMarked;
