// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** What every command has: the common options, the terminal, the clock. */
@NullMarked
package io.plumbline.cli.command;

import org.jspecify.annotations.NullMarked;
