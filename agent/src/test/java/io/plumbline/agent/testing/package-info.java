// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** What tests of several packages share. */
@NullMarked
package io.plumbline.agent.testing;

import org.jspecify.annotations.NullMarked;
