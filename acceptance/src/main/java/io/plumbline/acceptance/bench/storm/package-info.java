// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** A storm of short processes in a container: alone, under a minimal reader, under the agent. */
@NullMarked
package io.plumbline.acceptance.bench.storm;

import org.jspecify.annotations.NullMarked;
