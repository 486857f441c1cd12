// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** One node: sensors, attribution, peers, detection, outbox, stream. Here is how the parts are put together. */
@NullMarked
package io.plumbline.agent;

import org.jspecify.annotations.NullMarked;
