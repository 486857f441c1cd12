// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The run of the packaged agent in which its AOT cache is made: by the build, and on machines of another kind by bin/plumbline-agent-train. */
@NullMarked
package io.plumbline.agent.training;

import org.jspecify.annotations.NullMarked;
