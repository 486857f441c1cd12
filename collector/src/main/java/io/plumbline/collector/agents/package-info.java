// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** The stream of each agent: hello, messages in order, acknowledgements after the commit, profiles back. */
@NullMarked
package io.plumbline.collector.agents;

import org.jspecify.annotations.NullMarked;
