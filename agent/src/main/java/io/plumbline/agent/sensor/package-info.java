// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** What the kernel says: one interface, one set of events, whatever the tier. */
@NullMarked
package io.plumbline.agent.sensor;

import org.jspecify.annotations.NullMarked;
