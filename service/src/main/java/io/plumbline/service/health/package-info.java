// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The life and readiness of a process, and the HTTP port that says so. */
@NullMarked
package io.plumbline.service.health;

import org.jspecify.annotations.NullMarked;
