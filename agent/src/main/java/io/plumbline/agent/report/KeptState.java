// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.report;

import java.util.Map;

/** The state that an earlier run of the agent kept. */
@FunctionalInterface
public interface KeptState {
    /** The values of one kind, by key. */
    Map<String, byte[]> load(String kind);
}
