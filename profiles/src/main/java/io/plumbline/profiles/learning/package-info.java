// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** How a profile comes to be: merging counters, deciding when to lock. */
@NullMarked
package io.plumbline.profiles.learning;

import org.jspecify.annotations.NullMarked;
