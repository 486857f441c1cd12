// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.plan;

import io.plumbline.profiles.peer.AddressRange;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The place that a flow goes to or comes from, as far as policies can tell places apart. */
public sealed interface Place {
    /** Pods with these labels; without labels, all of the namespace. */
    record Pods(String namespace, SortedMap<String, String> labels) implements Place {
        public Pods {
            labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        }

        public Pods(String namespace, Map<String, String> labels) {
            this(namespace, (SortedMap<String, String>) new TreeMap<>(labels));
        }
    }

    /** The pods of all namespaces. */
    record AllPods() implements Place {}

    /** Addresses. */
    record Ranges(SortedSet<AddressRange> ranges) implements Place {
        public Ranges {
            ranges = sorted(ranges);
        }
    }

    /** Nodes of the cluster. {@code complete}: whether these are the addresses of all of them. */
    record Nodes(SortedSet<AddressRange> addresses, boolean complete) implements Place {
        public Nodes {
            addresses = sorted(addresses);
        }
    }

    /** The API server; no address is known where the set is empty. */
    record ApiServer(SortedSet<AddressRange> addresses) implements Place {
        public ApiServer {
            addresses = sorted(addresses);
        }
    }

    /**
     * Whatever these names are answered with.
     *
     * @param addresses that are on record
     * @param complete whether there is one at least for each name and port
     */
    record Names(SortedSet<String> names, SortedSet<AddressRange> addresses, boolean complete) implements Place {
        public Names {
            names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
            addresses = sorted(addresses);
        }
    }

    /** Anywhere. */
    record Anywhere() implements Place {}

    private static SortedSet<AddressRange> sorted(SortedSet<AddressRange> ranges) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(ranges));
    }
}
