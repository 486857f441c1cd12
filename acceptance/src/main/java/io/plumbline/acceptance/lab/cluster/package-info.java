// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** The lab as an API server knows it: owners, pods, probes, services. */
@NullMarked
package io.plumbline.acceptance.lab.cluster;

import org.jspecify.annotations.NullMarked;
