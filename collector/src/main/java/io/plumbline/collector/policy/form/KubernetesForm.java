// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.form;

import io.plumbline.collector.policy.cluster.Identification;
import io.plumbline.collector.policy.cluster.NetworkFacts;
import io.plumbline.collector.policy.plan.Allowance;
import io.plumbline.collector.policy.plan.Place;
import io.plumbline.collector.policy.plan.Plan;
import io.plumbline.collector.policy.spec.NetworkPolicy;
import io.plumbline.collector.policy.spec.PolicyPeer;
import io.plumbline.collector.policy.spec.PolicyRule;
import io.plumbline.collector.policy.spec.Selector;
import io.plumbline.profiles.peer.AddressRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** A plan as a NetworkPolicy of Kubernetes, which knows pods and addresses, but neither names nor the API server. */
public final class KubernetesForm {
    /** Up to so many private addresses of a name are taken for all that it will ever have. */
    private static final int FEW = 8;

    private final Plan plan;
    private final List<String> notes = new ArrayList<>();

    private KubernetesForm(Plan plan) {
        this.plan = plan;
    }

    /** The policy, and what is to be said of it. */
    public record Result(NetworkPolicy policy, List<String> notes) {
        public Result {
            notes = List.copyOf(notes);
        }
    }

    /** The policy of a plan. */
    public static Result of(Plan plan) {
        var form = new KubernetesForm(plan);
        var policy = new NetworkPolicy(
                plan.workload().namespace(),
                PolicyNames.of(plan.workload()),
                Selector.of(plan.own().labels()),
                true,
                true,
                form.rules(plan.ingress(), "lets in"),
                form.rules(plan.egress(), "lets out to"));
        form.notes.addAll(plan.notes());
        return new Result(policy, form.notes);
    }

    private List<PolicyRule> rules(List<Allowance> allowances, String verb) {
        List<PolicyRule> rules = new ArrayList<>();
        for (Allowance allowance : allowances) {
            List<PolicyPeer> peers = peers(allowance, verb);
            boolean everybody = peers.isEmpty();
            if (!everybody || everybody(allowance.place())) {
                rules.add(new PolicyRule(
                        peers,
                        List.copyOf(allowance.ports()),
                        allowance.because().stream().toList()));
            }
        }
        return rules;
    }

    private static boolean everybody(Place place) {
        return switch (place) {
            case Place.Anywhere ignored -> true;
            case Place.ApiServer server -> server.addresses().isEmpty();
            case Place.Pods ignored -> false;
            case Place.AllPods ignored -> false;
            case Place.Ranges ignored -> false;
            case Place.Nodes nodes -> nodes.addresses().isEmpty();
            case Place.Names ignored -> false;
        };
    }

    private List<PolicyPeer> peers(Allowance allowance, String verb) {
        return switch (allowance.place()) {
            case Place.Pods pods -> pods(pods);
            case Place.AllPods ignored -> List.of(new PolicyPeer.Pods(Selector.EVERYTHING, Selector.EVERYTHING));
            case Place.Ranges ranges -> blocks(ranges.ranges());
            case Place.Nodes nodes -> nodes(nodes, allowance, verb);
            case Place.ApiServer server -> {
                if (server.addresses().isEmpty()) {
                    notes.add("The addresses of the API server are not known: the policy " + verb
                            + " every address in its place, on " + ports(allowance) + ".");
                }
                yield blocks(server.addresses());
            }
            case Place.Names names -> names(names, allowance);
            case Place.Anywhere ignored -> List.of();
        };
    }

    private List<PolicyPeer> pods(Place.Pods pods) {
        if (!Identification.isValue(pods.namespace()) || pods.namespace().isEmpty()) {
            notes.add("\"" + pods.namespace() + "\" is no name of a namespace: its pods are not allowed.");
            return List.of();
        }
        Selector namespaces = pods.namespace().equals(plan.workload().namespace())
                ? null
                : Selector.of(Map.of(NetworkFacts.NAMESPACE_NAME, pods.namespace()));
        return List.of(new PolicyPeer.Pods(namespaces, Selector.of(pods.labels())));
    }

    private List<PolicyPeer> nodes(Place.Nodes nodes, Allowance allowance, String verb) {
        if (!nodes.complete()) {
            notes.add("The addresses of the nodes are not known: the policy " + verb
                    + (nodes.addresses().isEmpty() ? " every address" : " those on record alone")
                    + " in their place, on "
                    + ports(allowance) + ".");
        }
        return blocks(nodes.addresses());
    }

    private List<PolicyPeer> names(Place.Names names, Allowance allowance) {
        SortedSet<AddressRange> recorded = names.addresses();
        boolean allPrivate = recorded.stream().allMatch(range -> AddressRange.isPrivate(range.base()));
        if (names.complete() && !recorded.isEmpty() && recorded.size() <= FEW && allPrivate) {
            notes.add("NetworkPolicy knows no DNS names: the addresses that " + listed(names.names())
                    + " had are allowed in their place.");
            return blocks(recorded);
        }
        notes.add("NetworkPolicy knows no DNS names: every public address is allowed on " + ports(allowance)
                + ", because of " + listed(names.names())
                + ". A CiliumNetworkPolicy can name them.");
        List<PolicyPeer> peers = new ArrayList<>();
        peers.add(new PolicyPeer.Block(AddressRange.ANY_V4, privateOf(false)));
        peers.add(new PolicyPeer.Block(AddressRange.ANY_V6, privateOf(true)));
        peers.addAll(blocks(recorded.stream()
                .filter(range -> AddressRange.isPrivate(range.base()))
                .toList()));
        return peers;
    }

    private static List<AddressRange> privateOf(boolean v6) {
        return AddressRange.PRIVATE.stream().filter(range -> range.v6() == v6).toList();
    }

    private static List<PolicyPeer> blocks(Collection<AddressRange> ranges) {
        return ranges.stream().<PolicyPeer>map(PolicyPeer.Block::new).toList();
    }

    private static String ports(Allowance allowance) {
        return allowance.ports().stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static String listed(SortedSet<String> names) {
        String shown = names.stream().limit(FEW).collect(Collectors.joining(", "));
        return names.size() > FEW ? shown + " and " + (names.size() - FEW) + " more" : shown;
    }
}
