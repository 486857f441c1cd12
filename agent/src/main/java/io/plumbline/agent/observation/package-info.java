// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** One thing that a container did, with what is known of it and the invariant that it breaks. */
@NullMarked
package io.plumbline.agent.observation;

import org.jspecify.annotations.NullMarked;
