// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** From network events to facts: which container it was, who is at the other end, and by which name. */
@NullMarked
package io.plumbline.agent.pipeline.network;

import org.jspecify.annotations.NullMarked;
