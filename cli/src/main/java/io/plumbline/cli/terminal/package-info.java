// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** What appears on the terminal: safe text, lines, tables, output forms. */
@NullMarked
package io.plumbline.cli.terminal;

import org.jspecify.annotations.NullMarked;
