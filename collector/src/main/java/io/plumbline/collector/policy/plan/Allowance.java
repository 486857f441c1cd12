// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.plan;

import io.plumbline.collector.policy.spec.PolicyPort;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One thing that a policy has to allow.
 *
 * @param ports never empty
 * @param because who needs it or is at the other end, one line each
 */
public record Allowance(Place place, SortedSet<PolicyPort> ports, SortedSet<String> because) {
    public Allowance {
        ports = Collections.unmodifiableSortedSet(new TreeSet<>(ports));
        because = Collections.unmodifiableSortedSet(new TreeSet<>(because));
    }
}
