// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Profiles: list, show, export, import, lock, reopen, mode. */
@NullMarked
package io.plumbline.cli.profile;

import org.jspecify.annotations.NullMarked;
