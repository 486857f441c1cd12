// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** What an API server knows of a lab: owners, pods, probes, services. */
@NullMarked
package io.plumbline.acceptance.lab.cluster;

import org.jspecify.annotations.NullMarked;
