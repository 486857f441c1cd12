// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.form;

import io.plumbline.collector.policy.cluster.Identification;
import io.plumbline.collector.policy.cluster.ServiceFacts;
import io.plumbline.collector.policy.plan.Allowance;
import io.plumbline.collector.policy.plan.Place;
import io.plumbline.collector.policy.plan.Plan;
import io.plumbline.collector.policy.spec.PolicyPort;
import io.plumbline.profiles.peer.AddressRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A plan as a CiliumNetworkPolicy, which knows DNS names, nodes and the API server. */
public final class CiliumForm {
    private static final String API_VERSION = "cilium.io/v2";
    private static final String KIND = "CiliumNetworkPolicy";
    private static final String NAMESPACE = "k8s:io.kubernetes.pod.namespace";
    private static final int DNS = 53;
    private static final Pattern NAME = Pattern.compile("(?:\\*\\.)?[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*");

    private final List<String> notes = new ArrayList<>();
    private boolean names;
    private boolean resolver;

    private CiliumForm() {}

    /** The policy as YAML, and what is to be said of it. */
    public record Result(String yaml, List<String> notes) {
        public Result {
            notes = List.copyOf(notes);
        }
    }

    /** The policy of a plan; {@code title} is the first line of its comment. */
    public static Result of(Plan plan, String title) {
        var form = new CiliumForm();
        form.names = plan.egress().stream().anyMatch(allowance -> allowance.place() instanceof Place.Names);
        List<PolicyText.Rule> ingress = form.rules(plan.ingress(), true);
        List<PolicyText.Rule> egress = form.rules(plan.egress(), false);
        if (form.names && !form.resolver) {
            // Cilium learns the addresses of names from answers that pass its proxy: without this rule it knows none.
            form.notes.add(
                    "Cilium learns the addresses of names from DNS answers: the cluster's DNS (kube-system/kube-dns) is allowed, and read.");
            egress.add(form.dns());
        }
        form.notes.addAll(plan.notes());
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("endpointSelector", Map.of("matchLabels", plan.own().labels()));
        List<String> head = new ArrayList<>(List.of(title));
        head.addAll(form.notes);
        Map<String, List<PolicyText.Rule>> sections = new LinkedHashMap<>();
        sections.put("ingress", orDenyAll(ingress));
        sections.put("egress", orDenyAll(egress));
        String yaml = PolicyText.of(
                head,
                PolicyText.document(
                        API_VERSION, KIND, plan.workload().namespace(), PolicyNames.of(plan.workload()), spec),
                sections);
        return new Result(yaml, form.notes);
    }

    /** A list without rules would leave the direction open; a rule that chooses nobody closes it. */
    private static List<PolicyText.Rule> orDenyAll(List<PolicyText.Rule> rules) {
        return rules.isEmpty() ? List.of(new PolicyText.Rule(Map.of(), List.of("nobody"))) : rules;
    }

    private List<PolicyText.Rule> rules(List<Allowance> allowances, boolean ingress) {
        List<PolicyText.Rule> rules = new ArrayList<>();
        for (Allowance allowance : allowances) {
            Map<String, Object> fields = new LinkedHashMap<>();
            place(allowance.place(), ingress ? "from" : "to", fields);
            if (!fields.isEmpty()) {
                // Name servers are pods: what is asked of them can be read.
                boolean dns = !ingress && names && allowance.place() instanceof Place.Pods && resolves(allowance);
                resolver |= dns;
                fields.put("toPorts", toPorts(allowance.ports(), dns));
                rules.add(
                        new PolicyText.Rule(fields, allowance.because().stream().toList()));
            }
        }
        return rules;
    }

    private static boolean resolves(Allowance allowance) {
        return allowance.because().contains(dnsService())
                || allowance.ports().stream().anyMatch(port -> port.first() == DNS && port.last() == DNS);
    }

    private static String dnsService() {
        return "service " + ServiceFacts.DNS.namespace() + "/" + ServiceFacts.DNS.name();
    }

    private void place(Place place, String verb, Map<String, Object> fields) {
        switch (place) {
            case Place.Pods pods -> {
                if (!Identification.isValue(pods.namespace())
                        || pods.namespace().isEmpty()) {
                    notes.add("\"" + pods.namespace() + "\" is no name of a namespace: its pods are not allowed.");
                    return;
                }
                Map<String, String> labels = new TreeMap<>(pods.labels());
                labels.put(NAMESPACE, pods.namespace());
                fields.put(verb + "Endpoints", List.of(Map.of("matchLabels", labels)));
            }
            case Place.AllPods ignored ->
                fields.put(
                        verb + "Endpoints",
                        List.of(Map.of(
                                "matchExpressions",
                                List.of(new TreeMap<>(Map.of("key", NAMESPACE, "operator", "Exists"))))));
            case Place.Ranges ranges -> fields.put(verb + "CIDRSet", ranges(ranges.ranges()));
            case Place.Nodes ignored -> fields.put(verb + "Entities", List.of("host", "remote-node"));
            case Place.ApiServer ignored -> fields.put(verb + "Entities", List.of("kube-apiserver"));
            case Place.Names named -> names(named, fields);
            case Place.Anywhere ignored -> fields.put(verb + "Entities", List.of("all"));
        }
    }

    private void names(Place.Names named, Map<String, Object> fields) {
        List<Map<String, String>> usable = new ArrayList<>();
        for (String name : named.names()) {
            if (NAME.matcher(name).matches()) {
                usable.add(name(name));
            } else {
                notes.add("\"" + name + "\" is no name that Cilium takes: it is not allowed.");
            }
        }
        if (!usable.isEmpty()) {
            fields.put("toFQDNs", usable);
        }
    }

    private Map<String, String> name(String name) {
        if (!name.startsWith("*.")) {
            return Map.of("matchName", name);
        }
        notes.add("For Cilium " + name + " is every name exactly one level below " + name.substring(2)
                + "; the profile knows no such limit.");
        return Map.of("matchPattern", name);
    }

    private static List<Map<String, Object>> ranges(Collection<AddressRange> ranges) {
        return ranges.stream()
                .map(range -> Map.<String, Object>of("cidr", range.toString()))
                .toList();
    }

    /**
     * Writes ports. A rule that Cilium reads as DNS must hold nothing else: the metrics of a name server would not pass.
     */
    private static List<Map<String, Object>> toPorts(SortedSet<PolicyPort> ports, boolean dns) {
        if (!dns) {
            return List.of(fields(ports));
        }
        List<PolicyPort> asked = ports.stream().filter(CiliumForm::isDns).toList();
        Map<String, Object> read = fields(asked.isEmpty() ? ports : asked);
        read.put("rules", Map.of("dns", List.of(Map.of("matchPattern", "*"))));
        List<PolicyPort> others = ports.stream().filter(port -> !isDns(port)).toList();
        return asked.isEmpty() || others.isEmpty() ? List.of(read) : List.of(read, fields(others));
    }

    private static Map<String, Object> fields(Collection<PolicyPort> ports) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ports", ports.stream().map(CiliumForm::port).toList());
        return fields;
    }

    private static boolean isDns(PolicyPort port) {
        return port.isNamed() ? port.name().startsWith("dns") : port.first() == DNS && port.last() == DNS;
    }

    private static Map<String, Object> port(PolicyPort port) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("port", port.isNamed() ? port.name() : port.isAll() ? "0" : Integer.toString(port.first()));
        if (!port.isAll() && port.last() > port.first()) {
            fields.put("endPort", port.last());
        }
        fields.put("protocol", port.protocol().name());
        return fields;
    }

    private PolicyText.Rule dns() {
        Map<String, Object> fields = new LinkedHashMap<>();
        place(new Place.Pods(ServiceFacts.DNS.namespace(), ServiceFacts.DNS.selector()), "to", fields);
        Map<String, Object> ports = new LinkedHashMap<>();
        ports.put("ports", List.of(new TreeMap<>(Map.of("port", Integer.toString(DNS), "protocol", "ANY"))));
        ports.put("rules", Map.of("dns", List.of(Map.of("matchPattern", "*"))));
        fields.put("toPorts", List.of(ports));
        return new PolicyText.Rule(fields, List.of("DNS answers, from which Cilium learns the addresses of names"));
    }
}
