// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The hot pieces of code by themselves, measured by JMH. */
@NullMarked
package io.plumbline.acceptance.bench.micro;

import org.jspecify.annotations.NullMarked;
