// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.profile;

import io.plumbline.cli.connection.CollectorConnection;
import io.plumbline.cli.terminal.CommandFailure;
import io.plumbline.v1.BaselineKey;
import io.plumbline.v1.ListProfilesRequest;
import io.plumbline.v1.ProfileSummary;
import io.plumbline.v1.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A profile as a person names it: {@code namespace/kind/name[/container]}, with a namespace from elsewhere {@code
 * kind/name[/container]}, or {@code namespace/name}, {@code kind/name} or just the workload's name where that is enough.
 *
 * @param text as typed
 * @param namespace empty: any
 * @param kind empty: any; compared without case. Without a namespace it may be one: {@code shop/web}, as incidents are listed
 * @param container empty: any
 */
public record ProfileReference(String text, String namespace, String kind, String name, String container) {
    private static final int SHOWN = 5;

    /**
     * Reads what a person typed.
     *
     * @param given the namespace of {@code -n}; empty where none was given
     */
    public static ProfileReference parse(String text, String given) {
        String[] parts = text.split("/", -1);
        for (String part : parts) {
            if (part.isEmpty()) {
                throw invalid(text);
            }
        }
        boolean within = !given.isEmpty();
        return switch (parts.length) {
            case 1 -> new ProfileReference(text, given, "", parts[0], "");
            case 2 -> new ProfileReference(text, given, parts[0], parts[1], "");
            case 3 ->
                within
                        ? new ProfileReference(text, given, parts[0], parts[1], parts[2])
                        : new ProfileReference(text, parts[0], parts[1], parts[2], "");
            case 4 -> {
                if (within && !given.equals(parts[0])) {
                    throw CommandFailure.usage("profile: " + text + " (expected: one in namespace " + given + ")");
                }
                yield new ProfileReference(text, parts[0], parts[1], parts[2], parts[3]);
            }
            default -> throw invalid(text);
        };
    }

    /** The one baseline that is meant; fails where there is none, or more than one. */
    BaselineKey resolve(CollectorConnection connection) {
        List<BaselineKey> found = candidates(connection).stream()
                .map(ProfileSummary::getKey)
                .filter(this::fits)
                .toList();
        if (found.isEmpty()) {
            throw CommandFailure.refused("profile: " + text + " (expected: one that `plumbline profiles list` shows)");
        }
        if (found.size() > 1) {
            String names =
                    found.stream().limit(SHOWN).map(ProfileReference::format).collect(Collectors.joining(", "));
            throw CommandFailure.refused("profile: " + text + " (expected: only one of " + names
                    + (found.size() > SHOWN ? ", ..." : "") + ")");
        }
        return found.getFirst();
    }

    /** The one workload that is meant, whatever containers it has; fails where there is none, or more than one. */
    public Workload resolveWorkload(CollectorConnection connection) {
        if (!container.isEmpty()) {
            throw CommandFailure.usage("workload: " + text + " (expected: namespace/kind/name, without a container)");
        }
        List<Workload> found = candidates(connection).stream()
                .map(ProfileSummary::getKey)
                .filter(this::fits)
                .map(BaselineKey::getWorkload)
                .distinct()
                .toList();
        if (found.isEmpty()) {
            throw CommandFailure.refused(unknown());
        }
        if (found.size() > 1) {
            String names = found.stream()
                    .limit(SHOWN)
                    .map(one -> one.getNamespace() + "/" + one.getKind() + "/" + one.getName())
                    .collect(Collectors.joining(", "));
            throw CommandFailure.refused("workload: " + text + " (expected: only one of " + names
                    + (found.size() > SHOWN ? ", ..." : "") + ")");
        }
        return found.getFirst();
    }

    /** Fails where the collector knows no such workload: an empty answer would look like good news. */
    public void requireKnown(CollectorConnection connection) {
        if (!isKnown(connection)) {
            throw CommandFailure.refused(unknown());
        }
    }

    /** True when the collector has a profile of it. */
    public boolean isKnown(CollectorConnection connection) {
        return candidates(connection).stream().map(ProfileSummary::getKey).anyMatch(this::fits);
    }

    /** The message for a reference that nothing fits. */
    public String unknown() {
        return "workload: " + text + " (expected: one that `plumbline profiles list` shows)";
    }

    /** The long form of a key, which {@link #parse} reads. */
    static String format(BaselineKey key) {
        var workload = key.getWorkload();
        return workload.getNamespace() + "/" + workload.getKind() + "/" + workload.getName() + "/"
                + key.getContainerName();
    }

    private List<ProfileSummary> candidates(CollectorConnection connection) {
        var all = new ArrayList<ProfileSummary>();
        String next = "";
        do {
            var request = ListProfilesRequest.newBuilder()
                    .setNamespace(namespace)
                    .setWorkload(name)
                    .setPageToken(next)
                    .build();
            var page = connection.call(stub -> stub.listProfiles(request));
            all.addAll(page.getProfilesList());
            next = page.getNextPageToken();
        } while (!next.isEmpty());
        return all;
    }

    /** True for a baseline that may be meant. */
    public boolean fits(BaselineKey key) {
        var workload = key.getWorkload();
        return workload.getName().equals(name)
                && (namespace.isEmpty() || workload.getNamespace().equals(namespace))
                && (kind.isEmpty()
                        || workload.getKind().equalsIgnoreCase(kind)
                        || (namespace.isEmpty() && workload.getNamespace().equals(kind)))
                && (container.isEmpty() || key.getContainerName().equals(container));
    }

    private static CommandFailure invalid(String text) {
        return CommandFailure.usage(
                "profile: " + text + " (expected: namespace/kind/name[/container], namespace/name or kind/name)");
    }
}
