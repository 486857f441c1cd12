// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Pods as a Kubernetes API describes them, in our own words: knows no client library. */
@NullMarked
package io.plumbline.kubernetes;

import org.jspecify.annotations.NullMarked;
