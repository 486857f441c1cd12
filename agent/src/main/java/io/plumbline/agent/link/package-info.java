// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The stream to the collector, with resending and backing off. */
@NullMarked
package io.plumbline.agent.link;

import org.jspecify.annotations.NullMarked;
