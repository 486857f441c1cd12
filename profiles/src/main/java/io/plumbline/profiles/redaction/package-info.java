// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Secrets in argument vectors: where they are, and the keyed marks that stand in their place. */
@NullMarked
package io.plumbline.profiles.redaction;

import org.jspecify.annotations.NullMarked;
