// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Images made on this machine from its own packages, kept in a cache. */
@NullMarked
package io.plumbline.acceptance.lab.image;

import org.jspecify.annotations.NullMarked;
