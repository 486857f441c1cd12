// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** What a container does, in the words in which it is learned and matched. */
@NullMarked
package io.plumbline.profiles.behavior;

import org.jspecify.annotations.NullMarked;
