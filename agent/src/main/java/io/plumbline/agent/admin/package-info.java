// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Health and metrics of the agent. */
@NullMarked
package io.plumbline.agent.admin;

import org.jspecify.annotations.NullMarked;
