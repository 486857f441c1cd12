// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The parts that all of a bench share: the node, the tiers, how quiet the machine is, how large agents grow. */
@NullMarked
package io.plumbline.acceptance.bench.session;

import org.jspecify.annotations.NullMarked;
