// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** A private container runtime for tests and the demo: nodes, images and pods on one machine, without a registry. */
@NullMarked
package io.plumbline.acceptance.lab;

import org.jspecify.annotations.NullMarked;
