// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.query;

import io.grpc.Status;
import io.plumbline.collector.baselines.BaselineRegistry;
import io.plumbline.collector.graph.GraphBuilder;
import io.plumbline.collector.policy.Drift;
import io.plumbline.collector.policy.NetworkPolicies;
import io.plumbline.collector.policy.cluster.NetworkFacts;
import io.plumbline.collector.policy.plan.EffectiveProfile;
import io.plumbline.collector.store.Times;
import io.plumbline.collector.writer.Writer;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.workload.Workload;
import io.plumbline.v1.BaselineKey;
import io.plumbline.v1.GetGraphRequest;
import io.plumbline.v1.GetGraphResponse;
import io.plumbline.v1.SuggestNetworkPolicyRequest;
import io.plumbline.v1.SuggestNetworkPolicyResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Policies and the graph. Profiles are read on the writer's thread, a few at a time; all else happens on the caller's. */
public final class NetworkQueries {
    /** Profiles that one turn of the writer gives: between two, it commits what agents sent. */
    private static final int AT_ONCE = 64;

    private final Writer writer;
    private final BaselineRegistry baselines;
    private final ProfileQueries profiles;
    private final NetworkPolicies policies;
    private final Drift drift;
    private final Supplier<NetworkFacts> cluster;
    private final InstantSource clock;

    /** {@code cluster}: as it is known when a request comes. */
    public NetworkQueries(
            Writer writer,
            BaselineRegistry baselines,
            ProfileQueries profiles,
            NetworkPolicies policies,
            Drift drift,
            Supplier<NetworkFacts> cluster,
            InstantSource clock) {
        this.writer = writer;
        this.baselines = baselines;
        this.profiles = profiles;
        this.policies = policies;
        this.drift = drift;
        this.cluster = cluster;
        this.clock = clock;
    }

    SuggestNetworkPolicyResponse suggest(SuggestNetworkPolicyRequest request) {
        List<Profile> found =
                writer.ask(turn -> profiles.ofWorkload(request.getWorkload())).join();
        Workload workload = found.getFirst().key().workload();
        var effective = EffectiveProfile.of(found, Times.nanos(clock));
        return policies.suggest(request, workload, effective, drift.of(workload));
    }

    GetGraphResponse graph(GetGraphRequest request) {
        if (request.getNamespace().length() > 63) {
            throw Status.INVALID_ARGUMENT
                    .withDescription(
                            "namespace: " + request.getNamespace().length() + " characters (expected: at most 63)")
                    .asRuntimeException();
        }
        var graph = new GraphBuilder(request.getNamespace(), cluster.get());
        List<BaselineKey> keys = writer.ask(turn -> baselines.keys()).join();
        long now = Times.nanos(clock);
        for (int from = 0; from < keys.size(); from += AT_ONCE) {
            List<BaselineKey> some = keys.subList(from, Math.min(keys.size(), from + AT_ONCE));
            writer.ask(turn -> some.stream()
                            .flatMap(key -> baselines.record(key).stream())
                            .toList())
                    .join()
                    .forEach(profile -> graph.add(profile, now));
        }
        return graph.build();
    }
}
