// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.form;

import io.plumbline.collector.policy.spec.NetworkPolicy;
import io.plumbline.collector.policy.spec.PolicyPeer;
import io.plumbline.collector.policy.spec.PolicyPort;
import io.plumbline.collector.policy.spec.PolicyRule;
import io.plumbline.collector.policy.spec.Requirement;
import io.plumbline.collector.policy.spec.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a NetworkPolicy as YAML, which {@link PolicyReader} reads back. */
public final class PolicyWriter {
    private PolicyWriter() {}

    /** {@code head}: comment at the top, one sentence each. */
    public static String write(NetworkPolicy policy, List<String> head) {
        List<String> types = new ArrayList<>();
        Map<String, List<PolicyText.Rule>> sections = new LinkedHashMap<>();
        if (policy.isolatesIngress()) {
            types.add("Ingress");
            sections.put("ingress", rules(policy.ingress(), "from"));
        }
        if (policy.isolatesEgress()) {
            types.add("Egress");
            sections.put("egress", rules(policy.egress(), "to"));
        }
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("podSelector", selector(policy.pods()));
        spec.put("policyTypes", types);
        return PolicyText.of(
                head,
                PolicyText.document(
                        NetworkPolicy.API_VERSION, NetworkPolicy.KIND, policy.namespace(), policy.name(), spec),
                sections);
    }

    private static List<PolicyText.Rule> rules(List<PolicyRule> rules, String peers) {
        return rules.stream()
                .map(rule -> {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    if (!rule.peers().isEmpty()) {
                        fields.put(
                                peers,
                                rule.peers().stream().map(PolicyWriter::peer).toList());
                    }
                    if (!rule.ports().isEmpty()) {
                        fields.put(
                                "ports",
                                rule.ports().stream().map(PolicyWriter::port).toList());
                    }
                    return new PolicyText.Rule(fields, rule.because());
                })
                .toList();
    }

    private static Map<String, Object> peer(PolicyPeer peer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (peer) {
            case PolicyPeer.Pods pods -> {
                pods.chosenNamespaces().ifPresent(namespaces -> fields.put("namespaceSelector", selector(namespaces)));
                fields.put("podSelector", selector(pods.pods()));
            }
            case PolicyPeer.Block block -> {
                Map<String, Object> ipBlock = new LinkedHashMap<>();
                ipBlock.put("cidr", block.range().toString());
                if (!block.except().isEmpty()) {
                    ipBlock.put(
                            "except",
                            block.except().stream().map(Object::toString).toList());
                }
                fields.put("ipBlock", ipBlock);
            }
        }
        return fields;
    }

    private static Map<String, Object> port(PolicyPort port) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("protocol", port.protocol().name());
        if (port.isNamed()) {
            fields.put("port", port.name());
        } else if (!port.isAll()) {
            fields.put("port", port.first());
            if (port.last() > port.first()) {
                fields.put("endPort", port.last());
            }
        }
        return fields;
    }

    private static Map<String, Object> selector(Selector selector) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (!selector.labels().isEmpty()) {
            fields.put("matchLabels", selector.labels());
        }
        if (!selector.expressions().isEmpty()) {
            fields.put(
                    "matchExpressions",
                    selector.expressions().stream()
                            .map(PolicyWriter::requirement)
                            .toList());
        }
        return fields;
    }

    private static Map<String, Object> requirement(Requirement requirement) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("key", requirement.key());
        fields.put("operator", requirement.operator().word());
        if (!requirement.values().isEmpty()) {
            fields.put("values", requirement.values());
        }
        return fields;
    }
}
