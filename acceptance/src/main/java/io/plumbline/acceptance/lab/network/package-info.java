// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Networks of a lab beside those of its nodes, and what answers in them. */
@NullMarked
package io.plumbline.acceptance.lab.network;

import org.jspecify.annotations.NullMarked;
