// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.plan;

import io.plumbline.collector.policy.spec.PolicyPort;
import io.plumbline.profiles.peer.AddressRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Gathers allowances of one direction: one for each place, names with the same ports together. */
final class Allowances {
    private final Map<Place, Gathered> places = new LinkedHashMap<>();
    private final Map<String, Gathered> names = new TreeMap<>();

    void add(Place place, PolicyPort port, String because) {
        places.computeIfAbsent(place, Gathered::new).add(port, because);
    }

    void addName(String name, SortedSet<AddressRange> addresses, PolicyPort port) {
        Gathered gathered = names.computeIfAbsent(name, key -> new Gathered(new Place.Anywhere()));
        gathered.add(port, name);
        gathered.addresses.addAll(addresses);
        gathered.complete &= !addresses.isEmpty();
    }

    List<Allowance> list() {
        List<Allowance> all = new ArrayList<>();
        places.values().stream()
                .sorted(Comparator.comparing(gathered -> order(gathered.place)))
                .forEach(gathered -> all.add(gathered.allowance()));
        Map<SortedSet<PolicyPort>, List<String>> byPorts = new LinkedHashMap<>();
        names.forEach((name, gathered) -> byPorts.computeIfAbsent(gathered.ports(), key -> new ArrayList<>())
                .add(name));
        byPorts.forEach((ports, together) -> {
            SortedSet<AddressRange> addresses = new TreeSet<>();
            boolean complete = true;
            for (String name : together) {
                Gathered gathered = names.getOrDefault(name, Gathered.NONE);
                addresses.addAll(gathered.addresses);
                complete &= gathered.complete;
            }
            all.add(new Allowance(
                    new Place.Names(new TreeSet<>(together), addresses, complete), ports, new TreeSet<>(together)));
        });
        return all;
    }

    /** Pods first, by namespace; then addresses. */
    private static String order(Place place) {
        return switch (place) {
            case Place.Pods pods -> "1 " + pods;
            case Place.AllPods ignored -> "1 all";
            case Place.Nodes nodes -> "2 " + nodes;
            case Place.ApiServer server -> "3 " + server;
            case Place.Ranges ranges -> "4 " + ranges;
            case Place.Names named -> "5 " + named;
            case Place.Anywhere anywhere -> "6 " + anywhere;
        };
    }

    private static final class Gathered {
        static final Gathered NONE = new Gathered(new Place.Anywhere());

        private final Place place;
        private final SortedSet<PolicyPort> ports = new TreeSet<>();
        private final SortedSet<String> because = new TreeSet<>();
        private final SortedSet<AddressRange> addresses = new TreeSet<>();
        private boolean complete = true;

        Gathered(Place place) {
            this.place = place;
        }

        void add(PolicyPort port, String reason) {
            ports.add(port);
            because.add(reason);
        }

        /** The ports without those that a wider one covers. */
        SortedSet<PolicyPort> ports() {
            SortedSet<PolicyPort> needed = new TreeSet<>(ports);
            needed.removeIf(port -> !port.isAll() && ports.contains(PolicyPort.all(port.protocol())));
            return needed;
        }

        Allowance allowance() {
            return new Allowance(place, ports(), because);
        }
    }
}
