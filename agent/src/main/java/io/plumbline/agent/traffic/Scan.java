// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A scan that goes on: exact counts over all of it. For one thread. */
public final class Scan {
    /** Targets that are counted one by one: a set of at most 1 MiB. */
    static final int MOST_TARGETS = 65_536;

    private final TargetSet targets = new TargetSet(MOST_TARGETS);
    private final TargetRange range = new TargetRange();
    private final BitSet ports = new BitSet();
    private final Transport transport;
    private final long beganNanos;
    private final boolean learning;
    private long lastNanos;
    private long connections;
    private long failures;

    /** {@code learning}: nobody knows yet what is normal, and that most of it failed is all that speaks for a scan. */
    Scan(Transport transport, long beganNanos, boolean learning) {
        this.transport = transport;
        this.beganNanos = beganNanos;
        this.lastNanos = beganNanos;
        this.learning = learning;
    }

    void add(long key, InetAddress address, int port, long tried, long failed, long atNanos) {
        targets.add(key);
        range.add(address);
        ports.set(port);
        connections += tried;
        failures += failed;
        lastNanos = Math.max(lastNanos, atNanos);
    }

    /**
     * The target of the scan, as a behaviour that people can accept or deny: a range, and a port, or 0 for many. The same all
     * along, unless the scan goes on to more than its neighbourhood or to more ports.
     */
    public Outbound behavior() {
        int port = ports.cardinality() == 1 ? ports.nextSetBit(0) : 0;
        return new Outbound(new Peer.Cidr(range.coarse()), port, transport);
    }

    /** Different pairs of address and port; of more than {@value #MOST_TARGETS} that many. */
    public int targets() {
        return targets.size();
    }

    /** False when there are more targets than were counted. */
    public boolean isExact() {
        return targets.isExact();
    }

    /** Different ports. */
    public int ports() {
        return ports.cardinality();
    }

    /** All connections, failed ones included. */
    public long connections() {
        return connections;
    }

    /** Connections that could not be made. */
    public long failures() {
        return failures;
    }

    long lastNanos() {
        return lastNanos;
    }

    /** The reasons why this is no normal traffic, most important first. */
    public List<String> because() {
        String least = isExact() ? "" : "at least ";
        String where = range.isOneAddress() ? "one address, " : "addresses within ";
        List<String> because = new ArrayList<>();
        because.add(
                ports() == 1 && !range.isOneAddress()
                        ? least + Text.number(targets()) + " addresses within " + range.exact() + " were tried on port "
                                + ports.nextSetBit(0)
                        : least + Text.number(targets()) + " different targets on " + Text.number(ports())
                                + " ports were tried, of " + where + range.exact());
        because.add(Text.number(connections) + " connections in " + Text.duration(lastNanos - beganNanos)
                + ", of which " + Text.number(failures) + " failed");
        because.add(
                learning
                        ? "this workload is still learned: only what fails for the most part counts as a scan"
                        : "none of these peers is in the profile");
        return because;
    }

    /** Bytes that the counts take, about. */
    public int bytes() {
        return targets.bytes() + ports.size() / 8;
    }
}
