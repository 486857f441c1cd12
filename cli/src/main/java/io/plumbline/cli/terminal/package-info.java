// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The ways in which something appears on the terminal: safe text, lines, tables, output forms. */
@NullMarked
package io.plumbline.cli.terminal;

import org.jspecify.annotations.NullMarked;
