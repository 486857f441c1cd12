// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.spec;

import java.util.Comparator;

/**
 * Ports that a rule is about: by name, or from the first to the last.
 *
 * @param name of the port in the pod that is connected to; empty: by number
 * @param first 1 to 65535; 0 with a name
 * @param last not below the first
 */
public record PolicyPort(Protocol protocol, String name, int first, int last) implements Comparable<PolicyPort> {
    private static final int HIGHEST = 65_535;
    private static final Comparator<PolicyPort> ORDER = Comparator.comparing(PolicyPort::protocol)
            .thenComparingInt(PolicyPort::first)
            .thenComparingInt(PolicyPort::last)
            .thenComparing(PolicyPort::name);

    public static PolicyPort number(Protocol protocol, int port) {
        return new PolicyPort(protocol, "", port, port);
    }

    public static PolicyPort named(Protocol protocol, String name) {
        return new PolicyPort(protocol, name, 0, 0);
    }

    /** All ports of a protocol. */
    public static PolicyPort all(Protocol protocol) {
        return new PolicyPort(protocol, "", 1, HIGHEST);
    }

    public boolean isAll() {
        return first == 1 && last == HIGHEST;
    }

    public boolean isNamed() {
        return !name.isEmpty();
    }

    @Override
    public int compareTo(PolicyPort other) {
        return ORDER.compare(this, other);
    }

    /** Shows the port to people, for instance {@code tcp 8080}. */
    @Override
    public String toString() {
        String ports = isNamed() ? name : isAll() ? "any port" : first == last ? "" + first : first + " to " + last;
        return protocol.name().toLowerCase(java.util.Locale.ROOT) + " " + ports;
    }
}
