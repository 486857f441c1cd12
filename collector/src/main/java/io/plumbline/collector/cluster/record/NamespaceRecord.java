// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.record;

import java.util.Map;

/** A namespace. Labels as in {@link PodRecord#labels}. */
public record NamespaceRecord(String uid, Map<String, String> labels) {}
