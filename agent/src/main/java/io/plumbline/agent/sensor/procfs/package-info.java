// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Reading and parsing /proc: the start-up snapshot and what netlink events lack. */
@NullMarked
package io.plumbline.agent.sensor.procfs;

import org.jspecify.annotations.NullMarked;
