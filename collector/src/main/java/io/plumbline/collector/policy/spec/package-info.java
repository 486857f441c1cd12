// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0

/** Network policies of Kubernetes, as data: what a document says and nothing of how it is written. */
@NullMarked
package io.plumbline.collector.policy.spec;

import org.jspecify.annotations.NullMarked;
