// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Real server software that is found running, learned, restarted, reloaded and scaled without a word. */
@NullMarked
package io.plumbline.acceptance.software;

import org.jspecify.annotations.NullMarked;
