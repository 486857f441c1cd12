// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.testing;

import io.plumbline.collector.policy.plan.EffectiveProfile;
import io.plumbline.collector.policy.plan.RecordedEntry;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Listening;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The network part of a profile, put together by a test. */
public final class Flows {
    private final List<RecordedEntry> normal = new ArrayList<>();
    private final List<Behavior> unconfirmed = new ArrayList<>();
    private final List<Behavior> denied = new ArrayList<>();
    private final List<Behavior> listening = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    public static Peer workload(String path) {
        return new Peer.WorkloadPeer(KnownCluster.workload(path));
    }

    public Flows to(Peer peer, int port, String... addresses) {
        return to(peer, port, Transport.TCP, addresses);
    }

    public Flows to(Peer peer, int port, Transport transport, String... addresses) {
        return add(new Outbound(peer, port, transport), addresses);
    }

    public Flows from(Peer peer, int port, String... addresses) {
        return add(new Inbound(peer, port, Transport.TCP), addresses);
    }

    public Flows add(Behavior behavior, String... addresses) {
        normal.add(new RecordedEntry(
                behavior, 7, Stream.of(addresses).map(KnownCluster::address).toList(), true));
        return this;
    }

    public Flows unconfirmed(Behavior behavior) {
        unconfirmed.add(behavior);
        return this;
    }

    public Flows denied(Behavior behavior) {
        denied.add(behavior);
        return this;
    }

    public Flows listens(int port) {
        listening.add(new Listening(Transport.TCP, port, false));
        return this;
    }

    public Flows asksFor(String name) {
        names.add(name);
        return this;
    }

    public EffectiveProfile profile() {
        return new EffectiveProfile(normal, unconfirmed, denied, listening, names, List.of());
    }
}
