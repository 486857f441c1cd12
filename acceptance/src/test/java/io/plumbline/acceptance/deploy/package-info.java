// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** What is deployed into a cluster, as far as it can be proved without one. */
@NullMarked
package io.plumbline.acceptance.deploy;

import org.jspecify.annotations.NullMarked;
