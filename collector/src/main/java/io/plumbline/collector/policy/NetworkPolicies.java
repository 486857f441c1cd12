// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.plumbline.collector.policy.cluster.Identification;
import io.plumbline.collector.policy.cluster.NetworkFacts;
import io.plumbline.collector.policy.form.CiliumForm;
import io.plumbline.collector.policy.form.KubernetesForm;
import io.plumbline.collector.policy.form.PolicyReader;
import io.plumbline.collector.policy.form.PolicyWriter;
import io.plumbline.collector.policy.plan.EffectiveProfile;
import io.plumbline.collector.policy.plan.Plan;
import io.plumbline.collector.policy.plan.Planner;
import io.plumbline.collector.policy.plan.RecordedEntry;
import io.plumbline.collector.policy.replay.Replay;
import io.plumbline.collector.policy.spec.NetworkPolicy;
import io.plumbline.profiles.workload.Workload;
import io.plumbline.v1.PolicyReplay;
import io.plumbline.v1.SuggestNetworkPolicyRequest;
import io.plumbline.v1.SuggestNetworkPolicyResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Suggests policies and replays them. Any thread. */
public final class NetworkPolicies {
    private final Supplier<NetworkFacts> cluster;

    /** {@code cluster}: as it is known when a request comes. */
    public NetworkPolicies(Supplier<NetworkFacts> cluster) {
        this.cluster = cluster;
    }

    /**
     * The answer to a request.
     *
     * @param profile of the workload
     * @param drift what open incidents of the workload tell
     */
    public SuggestNetworkPolicyResponse suggest(
            SuggestNetworkPolicyRequest request,
            Workload workload,
            EffectiveProfile profile,
            List<RecordedEntry> drift) {
        boolean cilium = cilium(request);
        List<NetworkPolicy> given = request.getDocument().isEmpty() ? List.of() : read(request.getDocument());
        boolean replays = request.getReplay() || !given.isEmpty();
        if (cilium && replays) {
            throw invalid(
                    "form: cilium (expected: kubernetes, where a replay is asked for: a CiliumNetworkPolicy goes by"
                            + " names and identities, which addresses on record do not tell)");
        }
        NetworkFacts now = cluster.get();
        Identification own = identify(workload, now);
        Plan plan = Planner.plan(workload, own, profile, now);
        String title = "Written by Plumbline from the profile of " + workload + ": what it needs, and no more.";
        if (cilium) {
            CiliumForm.Result made = CiliumForm.of(plan, title);
            return SuggestNetworkPolicyResponse.newBuilder()
                    .setYaml(made.yaml())
                    .addAllNotes(made.notes())
                    .build();
        }
        KubernetesForm.Result made = KubernetesForm.of(plan);
        List<String> head = new ArrayList<>(List.of(title));
        head.addAll(made.notes());
        var response = SuggestNetworkPolicyResponse.newBuilder().setYaml(PolicyWriter.write(made.policy(), head));
        // What is said of the suggestion is of no use to who asks about a document of their own.
        List<String> notes = new ArrayList<>(given.isEmpty() ? made.notes() : List.of());
        if (replays) {
            List<RecordedEntry> flows = new ArrayList<>(profile.normal());
            flows.addAll(drift);
            List<NetworkPolicy> replayed =
                    given.isEmpty() ? List.of(made.policy()) : ofNamespace(given, workload, own, notes);
            PolicyReplay replay = Replay.run(replayed, workload.namespace(), own.pods(), flows, now);
            response.setReplay(replay);
        }
        return response.addAllNotes(notes).build();
    }

    private static Identification identify(Workload workload, NetworkFacts cluster) {
        Identification own = Identification.of(workload, cluster.pods(workload), cluster.pods(workload.namespace()));
        if (own.pods().isEmpty()) {
            throw Status.FAILED_PRECONDITION
                    .withDescription("workload: " + workload
                            + " (expected: one with a pod that is known now: its labels are needed, and pods in the network"
                            + " of their node, to which no policy applies, may be not known)")
                    .asRuntimeException();
        }
        if (own.hostNetwork()) {
            throw Status.FAILED_PRECONDITION
                    .withDescription(
                            "workload: " + workload
                                    + " (expected: one with a network of its own: no NetworkPolicy applies to pods with hostNetwork)")
                    .asRuntimeException();
        }
        if (own.labels().isEmpty()) {
            throw Status.FAILED_PRECONDITION
                    .withDescription(
                            "workload: " + workload
                                    + " (expected: pods with a label in common: without one, the policy would choose the whole namespace)")
                    .asRuntimeException();
        }
        return own;
    }

    /** The policies of a document that concern the workload; says so where there are none. */
    private static List<NetworkPolicy> ofNamespace(
            List<NetworkPolicy> given, Workload workload, Identification own, List<String> notes) {
        List<NetworkPolicy> chosen = given.stream()
                .filter(policy ->
                        policy.namespace().isEmpty() || policy.namespace().equals(workload.namespace()))
                .filter(policy ->
                        own.pods().stream().anyMatch(pod -> policy.pods().matches(pod.labels())))
                .toList();
        if (chosen.isEmpty()) {
            notes.add("No policy of the document chooses pods of " + workload + ": it denies nothing.");
        }
        return chosen;
    }

    private static List<NetworkPolicy> read(String document) {
        PolicyReader.Result read = PolicyReader.read(document);
        if (!read.problems().isEmpty()) {
            throw invalid(read.problems().stream()
                    .map(problem -> problem.describe("document"))
                    .collect(Collectors.joining("\n")));
        }
        return read.policies();
    }

    private static boolean cilium(SuggestNetworkPolicyRequest request) {
        return switch (request.getForm()) {
            case POLICY_FORM_UNSPECIFIED, POLICY_FORM_KUBERNETES -> false;
            case POLICY_FORM_CILIUM -> true;
            case UNRECOGNIZED -> throw invalid("form: " + request.getFormValue() + " (expected: kubernetes or cilium)");
        };
    }

    private static StatusRuntimeException invalid(String description) {
        return Status.INVALID_ARGUMENT.withDescription(description).asRuntimeException();
    }
}
