// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The parts that every Plumbline process has: configuration, health, metrics, logs. */
@NullMarked
package io.plumbline.service;

import org.jspecify.annotations.NullMarked;
