// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Reads objects of the Kubernetes client library. */
@NullMarked
package io.plumbline.kubernetes.client;

import org.jspecify.annotations.NullMarked;
