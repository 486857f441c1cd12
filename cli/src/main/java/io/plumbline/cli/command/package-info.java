// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The parts that every command has: the common options, the terminal, the clock. */
@NullMarked
package io.plumbline.cli.command;

import org.jspecify.annotations.NullMarked;
