// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Agents that the collector knows. */
@NullMarked
package io.plumbline.cli.agent;

import org.jspecify.annotations.NullMarked;
