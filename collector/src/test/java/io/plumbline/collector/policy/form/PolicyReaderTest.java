// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.form;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.collector.policy.spec.NetworkPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyReaderTest {
    private static final String HEAD = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: web
            spec:
              podSelector: {}
            """;

    @Test
    void readsAllThatAPolicyMaySay() {
        List<NetworkPolicy> policies = valid(HEAD + """
                  policyTypes: [Egress]
                  egress:
                  - to:
                    - namespaceSelector: {matchExpressions: [{key: team, operator: NotIn, values: [a, b]}]}
                      podSelector: {matchLabels: {app.kubernetes.io/name: x}}
                    - ipBlock: {cidr: 10.0.0.7/8, except: [10.1.0.0/16]}
                    ports:
                    - {port: 80, endPort: 90}
                    - {port: dns-tcp, protocol: UDP}
                    - {protocol: SCTP}
                  - {}
                """);
        assertThat(policies).singleElement().satisfies(policy -> {
            assertThat(policy.isolatesIngress()).isFalse();
            assertThat(policy.egress()).hasSize(2);
            assertThat(policy.egress().getFirst().peers().getLast())
                    .hasToString("Block[range=10.0.0.0/8, except=[10.1.0.0/16]]");
            assertThat(policy.egress().getFirst().ports())
                    .extracting(Object::toString)
                    .containsExactly("tcp 80 to 90", "udp dns-tcp", "sctp any port");
            assertThat(policy.egress().getLast().peers()).isEmpty();
        });
    }

    @Test
    void fillsInTypesAsTheApiServerDoes() {
        assertThat(valid(HEAD).getFirst().isolatesIngress()).isTrue();
        assertThat(valid(HEAD).getFirst().isolatesEgress()).isFalse();
        assertThat(valid(HEAD + "  egress: []\n").getFirst().isolatesEgress()).isFalse();
        assertThat(valid(HEAD + "  egress: [{}]\n").getFirst().isolatesEgress()).isTrue();
    }

    @Test
    void readsSeveralDocumentsAndLists() {
        assertThat(valid("---\n" + HEAD + "---\n" + HEAD + "---\n")).hasSize(2);
        assertThat(valid("{kind: List, apiVersion: v1, items: [{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy,"
                        + " metadata: {name: a, uid: x}, spec: {podSelector: {}}, status: {}}]}"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "  ingres: []|7:3: spec: \"ingres\" (expected: one of podSelector, policyTypes, ingress, egress)",
                "  policyTypes: [Both]|7:17: spec.policyTypes[0]: \"Both\" (expected: Ingress or Egress)",
                "  egress: [{to: [{ipBlock: {cidr: 10.0.0.0}}]}]|7:35: spec.egress[0].to[0].ipBlock.cidr: \"10.0.0.0\" (expected: a range of addresses such as 10.0.0.0/8)",
                "  egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}]|7:56: spec.egress[0].to[0].ipBlock.except[0]: \"11.0.0.0/16\" (expected: a part of 10.0.0.0/8)",
                "  egress: [{to: [{}]}]|7:18: spec.egress[0].to[0]: nothing (expected: namespaceSelector, podSelector or ipBlock)",
                "  egress: [{from: []}]|7:13: spec.egress[0]: \"from\" (expected: one of to, ports)",
                "  ingress: [{ports: [{port: 0}]}]|7:29: spec.ingress[0].ports[0].port: 0 (expected: 1 to 65535)",
                "  ingress: [{ports: [{port: UPPER}]}]|7:29: spec.ingress[0].ports[0].port: \"UPPER\" (expected: a number, or the name of a port)",
                "  ingress: [{ports: [{port: 80, endPort: 79}]}]|7:42: spec.ingress[0].ports[0].endPort: 79 (expected: 80 to 65535)",
                "  ingress: [{ports: [{protocol: ICMP}]}]|7:33: spec.ingress[0].ports[0].protocol: \"ICMP\" (expected: TCP, UDP or SCTP)",
                "  ingress: [{from: [{podSelector: {matchExpressions: [{key: a, operator: In}]}}]}]|7:55: spec.ingress[0].from[0].podSelector.matchExpressions[0]: no values (expected: values with In)",
            })
    void saysWhereADocumentIsWrong(String line, String problem) {
        assertThat(PolicyReader.read(HEAD + line + "\n").problems())
                .singleElement()
                .satisfies(one -> assertThat(one.describe("f")).isEqualTo("f:" + problem));
    }

    @Test
    void refusesPoliciesOfCiliumWithTheReason() {
        assertThat(PolicyReader.read("apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\n")
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.describe("f"))
                        .isEqualTo(
                                "f:2:7: kind: \"CiliumNetworkPolicy\" (expected: NetworkPolicy; policies of Cilium go by"
                                        + " names and identities, which addresses on record do not tell)"));
    }

    @ParameterizedTest
    @CsvSource({"''", "'---'", "'a: &x [*x]'", "'[1'", "'\u0000'", "'- 1'", "'kind: List'", "'kind: {}'"})
    void neverThrows(String text) {
        PolicyReader.Result read = PolicyReader.read(text);
        assertThat(read.policies()).isEmpty();
        assertThat(read.problems()).isNotEmpty();
    }

    private static List<NetworkPolicy> valid(String text) {
        PolicyReader.Result read = PolicyReader.read(text);
        assertThat(read.problems()).isEmpty();
        return read.policies();
    }
}
