// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Messages of the domain name system, as they pass a socket of a container. */
@NullMarked
package io.plumbline.agent.dns;

import org.jspecify.annotations.NullMarked;
