// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The cluster: receives streams, merges what agents learned, keeps incidents, answers people. */
@NullMarked
package io.plumbline.collector;

import org.jspecify.annotations.NullMarked;
