// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** What is normal for one container of a workload, and how something is matched against it. */
@NullMarked
package io.plumbline.profiles.profile;

import org.jspecify.annotations.NullMarked;
