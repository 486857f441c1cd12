// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The profile as a YAML document that people read, edit and keep in Git. */
@NullMarked
package io.plumbline.profiles.document;

import org.jspecify.annotations.NullMarked;
