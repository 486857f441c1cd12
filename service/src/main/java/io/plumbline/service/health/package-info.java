// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Whether a process lives and is ready, and the HTTP port that says so. */
@NullMarked
package io.plumbline.service.health;

import org.jspecify.annotations.NullMarked;
