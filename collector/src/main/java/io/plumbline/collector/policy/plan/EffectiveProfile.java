// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.plan;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Listening;
import io.plumbline.profiles.behavior.NameLookup;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.peer.AddressRange;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.Verdict;
import io.plumbline.profiles.workload.ContainerType;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The behaviours on the network that are normal for all containers of a workload together: learned + allowed - denied. A policy
 * can not tell containers of one pod apart.
 *
 * @param normal what a policy has to allow, by behaviour
 * @param unconfirmed what was seen and waits for a person
 * @param denied what a person denied to one container at least
 * @param listening ports that are listened on
 * @param names names that are looked up
 * @param learning containers whose baseline still learns
 */
public record EffectiveProfile(
        List<RecordedEntry> normal,
        List<Behavior> unconfirmed,
        List<Behavior> denied,
        List<Behavior> listening,
        List<String> names,
        List<String> learning) {
    public EffectiveProfile {
        normal = List.copyOf(normal);
        unconfirmed = List.copyOf(unconfirmed);
        denied = List.copyOf(denied);
        listening = List.copyOf(listening);
        names = List.copyOf(names);
        learning = List.copyOf(learning);
    }

    /**
     * Joins the profiles of one workload. Debug containers are left out: what is done in them is no need of the workload.
     *
     * @param now nanoseconds since 1970 UTC
     */
    public static EffectiveProfile of(List<Profile> profiles, long now) {
        var gathered = new Gathered();
        profiles.stream()
                .filter(profile -> profile.key().containerType() != ContainerType.EPHEMERAL)
                .forEach(profile -> gathered.add(profile, now));
        return new EffectiveProfile(
                List.copyOf(gathered.normal.values()),
                List.copyOf(gathered.unconfirmed.values()),
                List.copyOf(gathered.denied.values()),
                List.copyOf(gathered.listening.values()),
                List.copyOf(gathered.names),
                List.copyOf(gathered.learning));
    }

    /** The entries by canonical text of their behaviours, so that the order is always the same. */
    private static final class Gathered {
        private final Map<String, RecordedEntry> normal = new TreeMap<>();
        private final Map<String, Behavior> unconfirmed = new TreeMap<>();
        private final Map<String, Behavior> denied = new TreeMap<>();
        private final Map<String, Behavior> listening = new TreeMap<>();
        private final TreeSet<String> names = new TreeSet<>();
        private final TreeSet<String> learning = new TreeSet<>();

        void add(Profile profile, long now) {
            if (profile.state().learns()) {
                learning.add(profile.key().containerName());
            }
            for (ProfileEntry entry : profile.entries().values()) {
                if (entry.counts(now)) {
                    add(profile, entry, now);
                }
            }
        }

        private void add(Profile profile, ProfileEntry entry, long now) {
            Behavior behavior = entry.behavior();
            String order = order(behavior);
            // A denied pattern takes away what it covers.
            boolean normalNow =
                    entry.state() == EntryState.ACTIVE && profile.judge(behavior, now) instanceof Verdict.Known;
            switch (behavior) {
                case Outbound ignored -> put(entry, order, normalNow);
                case Inbound ignored -> put(entry, order, normalNow);
                case Listening port -> {
                    if (normalNow && !port.loopback()) {
                        listening.put(order, port);
                    }
                }
                case NameLookup lookup -> {
                    if (normalNow) {
                        names.add(lookup.name());
                    }
                }
                default -> {}
            }
        }

        private void put(ProfileEntry entry, String order, boolean normalNow) {
            if (normalNow) {
                normal.merge(
                        order,
                        new RecordedEntry(entry.behavior(), entry.support().count(), addresses(entry), true),
                        RecordedEntry::plus);
            } else if (entry.state() == EntryState.QUARANTINED) {
                unconfirmed.put(order, entry.behavior());
            } else {
                denied.put(order, entry.behavior());
            }
        }

        private static List<InetAddress> addresses(ProfileEntry entry) {
            return entry.addresses().stream()
                    .map(AddressRange::address)
                    .flatMap(Optional::stream)
                    .toList();
        }

        private static String order(Behavior behavior) {
            return switch (behavior) {
                case Outbound out -> "%s %05d %s".formatted(out.peer().display(), out.port(), BehaviorId.of(out));
                case Inbound in -> "%s %05d %s".formatted(in.peer().display(), in.port(), BehaviorId.of(in));
                case Listening port -> "%s %05d %s".formatted(port.transport(), port.port(), BehaviorId.of(port));
                default -> BehaviorId.of(behavior);
            };
        }
    }
}
