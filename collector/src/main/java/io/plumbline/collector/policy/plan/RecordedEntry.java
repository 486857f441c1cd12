// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.plan;

import io.plumbline.profiles.behavior.Behavior;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A behaviour on record.
 *
 * @param addresses that the peer had, as far as they are remembered
 * @param normal whether it belongs to the effective profile; false for what an incident tells of
 */
public record RecordedEntry(Behavior behavior, long count, List<InetAddress> addresses, boolean normal) {
    public RecordedEntry {
        addresses = List.copyOf(addresses);
    }

    /** Joins the same behaviour of two containers. */
    RecordedEntry plus(RecordedEntry other) {
        Set<InetAddress> all = new LinkedHashSet<>(addresses);
        all.addAll(other.addresses);
        return new RecordedEntry(behavior, count + other.count, new ArrayList<>(all), normal || other.normal);
    }
}
