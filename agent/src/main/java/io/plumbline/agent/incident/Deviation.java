// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import io.plumbline.agent.observation.Observation;
import io.plumbline.agent.observation.Rule;
import java.util.List;

/**
 * One observation that is not normal.
 *
 * @param because why not, one sentence each, most important first
 * @param count how often, at least 1; more for what a sensor only counted
 */
public record Deviation(Rule rule, List<String> because, Observation observation, long count) {
    public Deviation {
        because = List.copyOf(because);
    }
}
