// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.plan;

import io.plumbline.collector.policy.cluster.Identification;
import io.plumbline.collector.policy.cluster.NetworkFacts;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.workload.Workload;
import java.util.List;
import java.util.Locale;

/** Makes plans: a pure function of profile and cluster, the same for the same. */
public final class Planner {
    private Planner() {}

    /** {@code own}: of the workload; with at least one label. */
    public static Plan plan(Workload workload, Identification own, EffectiveProfile profile, NetworkFacts cluster) {
        var notes = new Notes();
        var peers = new PeerPlaces(cluster, notes);
        notes.add(
                "Still being learned, so that what was not seen yet is not allowed: container ",
                profile.learning(),
                ".");
        notes.add(
                "The policy also chooses the pods of ",
                own.alsoFits().stream().map(Workload::toString).toList(),
                ": they have the same labels.");
        notes.add(
                "Waits for a person, and is not allowed: ",
                profile.unconfirmed().stream().map(Planner::words).toList(),
                ".");
        notes.add(
                "Denied by a person for one container at least, and allowed only as far as another one needs the same: ",
                profile.denied().stream().map(Planner::words).toList(),
                ".");
        List<Allowance> ingress = new IngressPlan(cluster, peers, notes, own).of(profile);
        List<Allowance> egress = new EgressPlan(cluster, peers, notes).of(profile);
        notes.add(
                "Probes of the kubelet come from the pod's own node, which is always let in; no rule is needed for them.");
        return new Plan(workload, own, ingress, egress, notes.list());
    }

    /** A network behaviour in words. */
    public static String words(Behavior behavior) {
        return switch (behavior) {
            case Outbound out -> "connects to " + out.peer().display() + port(out.port(), out.transport());
            case Inbound in -> "is connected to by " + in.peer().display() + port(in.port(), in.transport());
            default -> behavior.toString();
        };
    }

    private static String port(int port, Enum<?> transport) {
        return port == 0 ? "" : " on " + transport.name().toLowerCase(Locale.ROOT) + " " + port;
    }
}
