// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.form;

import io.plumbline.collector.policy.spec.NetworkPolicy;
import io.plumbline.collector.policy.spec.PolicyRule;
import io.plumbline.profiles.document.Field;
import io.plumbline.profiles.document.Problem;
import io.plumbline.profiles.document.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads NetworkPolicies from YAML or JSON: one or more documents, or the List that kubectl writes. What it does not know
 * is a problem: a policy that was understood only in part would be replayed wrongly.
 */
public final class PolicyReader {
    /** Characters of a text. */
    public static final int MAX_LENGTH = 1024 * 1024;

    private static final int MAX_DOCUMENTS = 256;
    private static final int MAX_RULES = 1_024;

    /** The policies that were read; the problems are empty where all of it is right. */
    public record Result(List<NetworkPolicy> policies, List<Problem> problems) {
        public Result {
            policies = List.copyOf(policies);
            problems = List.copyOf(problems);
        }
    }

    private final List<NetworkPolicy> policies = new ArrayList<>();

    private PolicyReader() {}

    /** Never throws. */
    public static Result read(String text) {
        List<Problem> problems = new ArrayList<>();
        var reader = new PolicyReader();
        List<Field> documents = YamlText.documents(text, MAX_LENGTH, MAX_DOCUMENTS, problems);
        documents.stream().filter(document -> !document.isNull()).forEach(reader::document);
        if (reader.policies.isEmpty() && problems.isEmpty()) {
            problems.add(new Problem(1, 1, "", "empty", "a " + NetworkPolicy.KIND));
        }
        problems.sort(java.util.Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
        return new Result(reader.policies, problems);
    }

    private void document(Field root) {
        Field.Fields any = root.fields();
        if (any == null) {
            return;
        }
        Field kind = any.required("kind");
        if (kind != null && kind.isText("List")) {
            Field items = any.required("items");
            if (items != null) {
                items.items(MAX_DOCUMENTS).forEach(this::policy);
            }
            return;
        }
        policy(root);
    }

    private void policy(Field root) {
        Field.Fields any = root.fields();
        if (any == null) {
            return;
        }
        Field kind = any.required("kind");
        if (kind == null || !kind.isText(NetworkPolicy.KIND)) {
            if (kind != null) {
                kind.wrong(
                        kind.isText("CiliumNetworkPolicy") || kind.isText("CiliumClusterwideNetworkPolicy")
                                ? NetworkPolicy.KIND
                                        + "; policies of Cilium go by names and identities, which addresses on record do not tell"
                                : NetworkPolicy.KIND);
            }
            return;
        }
        Field.Fields fields = root.fields("apiVersion", "kind", "metadata", "spec", "status");
        Field version = any.required("apiVersion");
        if (version != null && !version.isText(NetworkPolicy.API_VERSION)) {
            version.wrong(NetworkPolicy.API_VERSION);
        }
        Field metadata = any.required("metadata");
        Field spec = any.required("spec");
        if (fields != null && metadata != null && spec != null) {
            read(metadata, spec).ifPresent(policies::add);
        }
    }

    private static Optional<NetworkPolicy> read(Field metadata, Field spec) {
        Field.Fields names = metadata.fields();
        Field.Fields fields = spec.fields("podSelector", "policyTypes", "ingress", "egress");
        if (names == null || fields == null) {
            return Optional.empty();
        }
        Field nameField = names.required("name");
        Field namespaceField = names.optional("namespace");
        String name = nameField == null ? null : nameField.text(253);
        String namespace = namespaceField == null ? "" : namespaceField.text(63);
        Field podSelector = fields.required("podSelector");
        if (name == null || namespace == null || podSelector == null) {
            return Optional.empty();
        }
        List<PolicyRule> ingress = rules(fields.optional("ingress"), "from");
        List<PolicyRule> egress = rules(fields.optional("egress"), "to");
        Set<String> types = types(fields.optional("policyTypes"));
        // As the API server fills in what is not said: always ingress, and egress where there is a rule for it.
        boolean unsaid = types.isEmpty();
        return SelectorReader.selector(podSelector)
                .map(pods -> new NetworkPolicy(
                        namespace,
                        name,
                        pods,
                        unsaid || types.contains("Ingress"),
                        unsaid ? !egress.isEmpty() : types.contains("Egress"),
                        ingress,
                        egress));
    }

    private static Set<String> types(@Nullable Field field) {
        Set<String> types = new java.util.HashSet<>();
        if (field != null) {
            for (Field item : field.items(2)) {
                if (item.isText("Ingress") || item.isText("Egress")) {
                    types.add(item.isText("Ingress") ? "Ingress" : "Egress");
                } else {
                    item.wrong("Ingress or Egress");
                }
            }
        }
        return types;
    }

    private static List<PolicyRule> rules(@Nullable Field list, String peers) {
        List<PolicyRule> rules = new ArrayList<>();
        if (list != null) {
            for (Field item : list.items(MAX_RULES)) {
                Field.Fields fields = item.fields(peers, "ports");
                if (fields != null) {
                    rules.add(new PolicyRule(
                            RuleReader.peers(fields.optional(peers)),
                            RuleReader.ports(fields.optional("ports")),
                            List.of()));
                }
            }
        }
        return rules;
    }
}
