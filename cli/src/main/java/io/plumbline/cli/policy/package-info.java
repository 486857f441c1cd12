// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** {@code plumbline policy}: profiles as network policies, and what a policy would deny. */
@NullMarked
package io.plumbline.cli.policy;

import org.jspecify.annotations.NullMarked;
