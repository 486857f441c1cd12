// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** What a container did against what is never right and what is normal for it: known, counted, or told. */
@NullMarked
package io.plumbline.agent.detection;

import org.jspecify.annotations.NullMarked;
