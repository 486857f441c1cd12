// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.plumbline.profiles.name;

import org.jspecify.annotations.NullMarked;
