// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Names of the domain name system: who owns them, and when many are taken as one. */
@NullMarked
package io.plumbline.profiles.name;

import org.jspecify.annotations.NullMarked;
