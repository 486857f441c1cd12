// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy;

import static io.plumbline.collector.testing.Flows.workload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.plumbline.collector.policy.plan.RecordedEntry;
import io.plumbline.collector.testing.Flows;
import io.plumbline.collector.testing.KnownCluster;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.v1.PolicyForm;
import io.plumbline.v1.ReplayedFlow;
import io.plumbline.v1.SuggestNetworkPolicyRequest;
import io.plumbline.v1.SuggestNetworkPolicyResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class NetworkPoliciesTest {
    private static final RecordedEntry EXFILTRATION = new RecordedEntry(
            new Outbound(new Peer.Cidr("203.0.113.66/32"), 4444, Transport.TCP),
            3,
            List.of(KnownCluster.address("203.0.113.66")),
            false);

    @Test
    void deniesWhatIncidentsTell() {
        SuggestNetworkPolicyResponse answer =
                suggest(Scenarios.cluster(), new Flows().to(workload("shop/StatefulSet/redis"), 6379), replay(""));
        assertThat(answer.getReplay().getFlows()).isEqualTo(2);
        assertThat(answer.getReplay().getDeniedList()).singleElement().satisfies(flow -> {
            assertThat(flow.getNormal()).isFalse();
            assertThat(flow.getAddress()).isEqualTo("203.0.113.66");
            assertThat(flow.getCount()).isEqualTo(3);
            assertThat(flow.getBecause()).isEqualTo("no egress rule of web-plumbline allows 203.0.113.66/32");
        });
    }

    @Test
    void replaysADocumentOfThePersonsOwn() {
        String document = """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: deny, namespace: shop}
                spec:
                  podSelector: {}
                  policyTypes: [Egress]
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: redis}
                spec:
                  podSelector: {matchLabels: {app: web}}
                  egress:
                  - to: [{podSelector: {matchLabels: {app: redis}}}]
                    ports: [{port: 6380}]
                """;
        SuggestNetworkPolicyResponse answer = suggest(
                Scenarios.cluster(),
                new Flows()
                        .to(workload("shop/StatefulSet/redis"), 6379, "10.244.1.7")
                        .from(workload("shop/Deployment/front"), 8080),
                replay(document));
        // Without policyTypes, a policy isolates from everybody who wants in.
        assertThat(answer.getReplay().getDeniedList().stream().filter(ReplayedFlow::getNormal))
                .extracting(ReplayedFlow::getAddress, ReplayedFlow::getBecause)
                .containsExactly(
                        tuple(
                                "10.244.1.7",
                                "the egress rules of deny, redis allow shop/StatefulSet/redis on tcp 6380 alone"),
                        tuple("", "no ingress rule of redis allows shop/Deployment/front"));
        assertThat(answer.getNotesList()).isEmpty();
    }

    @Test
    void saysThatADocumentConcernsOthers() {
        String document = """
                {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: x, namespace: other},
                 spec: {podSelector: {}, policyTypes: [Ingress, Egress]}}
                """;
        SuggestNetworkPolicyResponse answer = suggest(Scenarios.cluster(), new Flows(), replay(document));
        assertThat(answer.getReplay().getDeniedList()).isEmpty();
        assertThat(answer.getNotesList())
                .containsExactly("No policy of the document chooses pods of shop/Deployment/web: it denies nothing.");
    }

    @Test
    void refusesWhatItCanNotDoHonestly() {
        var flows = new Flows();
        assertThatThrownBy(() -> suggest(new KnownCluster(), flows, replay("")))
                .hasMessageContaining("FAILED_PRECONDITION: workload: shop/Deployment/web (expected: one with a pod");
        assertThatThrownBy(() -> suggest(
                        new KnownCluster().hostPod(Scenarios.WEB, Map.of("app", "web"), "192.168.1.10"),
                        flows,
                        replay("")))
                .hasMessageContaining("no NetworkPolicy applies to pods with hostNetwork");
        assertThatThrownBy(() -> suggest(
                        new KnownCluster().pod(Scenarios.WEB, Map.of("pod-template-hash", "x"), "10.0.0.1"),
                        flows,
                        replay("")))
                .hasMessageContaining("the policy would choose the whole namespace");
        assertThatThrownBy(() -> suggest(
                        Scenarios.cluster(),
                        flows,
                        replay("").toBuilder()
                                .setForm(PolicyForm.POLICY_FORM_CILIUM)
                                .build()))
                .hasMessageContaining("INVALID_ARGUMENT: form: cilium (expected: kubernetes, where a replay");
        assertThatThrownBy(() -> suggest(Scenarios.cluster(), flows, replay("kind: Pod\n")))
                .hasMessageContaining("INVALID_ARGUMENT: document:1:7: kind: \"Pod\" (expected: NetworkPolicy)");
    }

    @Test
    void tellsWorkloadsApartByTheReleaseOnlyWhereNothingElseDoes() {
        var cluster = new KnownCluster()
                .pod("shop/Deployment/web", Map.of("app", "web", "version", "v1", "helm.sh/chart", "c-1"), "10.0.0.1")
                .pod("shop/Deployment/web-canary", Map.of("app", "web", "version", "v2"), "10.0.0.2");
        assertThat(suggest(cluster, new Flows(), replay("")).getYaml()).contains("version: v1");
        var same = new KnownCluster()
                .pod("shop/Deployment/web", Map.of("app", "web", "version", "v1"), "10.0.0.1")
                .pod("shop/Deployment/other", Map.of("app", "web", "version", "v1"), "10.0.0.2");
        SuggestNetworkPolicyResponse answer = suggest(same, new Flows(), replay(""));
        assertThat(answer.getYaml()).doesNotContain("version: v1");
        assertThat(answer.getNotesList())
                .contains("The policy also chooses the pods of shop/Deployment/other: they have the same labels.");
    }

    @Test
    void aScanThatAPersonAcceptedIsOfAnyPort() throws Exception {
        SuggestNetworkPolicyResponse answer =
                suggest(Scenarios.cluster(), new Flows().to(new Peer.Cidr("10.20.0.0/16"), 0), replay(""));

        assertThat(PolicyGoldenTest.strict(answer.getYaml()).getSpec().getEgress())
                .singleElement()
                .satisfies(rule -> assertThat(rule.getPorts())
                        .noneMatch(port -> Objects.equals(
                                port.getPort() == null ? null : port.getPort().getIntVal(), 0)));
        assertThat(answer.getReplay().getDeniedList()).noneMatch(ReplayedFlow::getNormal);
    }

    @Test
    void ciliumReadsAsDnsNothingButDns() {
        String yaml = suggest(
                        Scenarios.cluster(),
                        new Flows()
                                .to(new Peer.Service("kube-system", "kube-dns"), 53, Transport.UDP)
                                .to(workload("kube-system/Deployment/coredns"), 9153)
                                .to(new Peer.DnsName("api.example.com"), 443),
                        SuggestNetworkPolicyRequest.newBuilder()
                                .setForm(PolicyForm.POLICY_FORM_CILIUM)
                                .build())
                .getYaml();

        String dns = yaml.substring(yaml.indexOf("k8s-app"), yaml.indexOf("matchPattern"));
        assertThat(dns).contains("\"53\"").doesNotContain("9153");
        assertThat(yaml.substring(yaml.indexOf("matchPattern"))).contains("9153");
    }

    @Test
    void keepsHostileTextOutOfTheDocument() throws Exception {
        String evil = "x\nspec:\n  podSelector: {}\u2028\u202e# \"'\u001b[31m";
        var cluster = new KnownCluster()
                .pod("shop/Deployment/web", Map.of("app", "web", evil, "y", "z", evil), "10.0.0.1")
                .pod("shop/Deployment/" + evil, Map.of("app", "evil"), "10.0.0.3");
        for (PolicyForm form : List.of(PolicyForm.POLICY_FORM_KUBERNETES, PolicyForm.POLICY_FORM_CILIUM)) {
            String yaml = suggest(
                            cluster,
                            new Flows()
                                    .to(new Peer.DnsName(evil), 443)
                                    .to(new Peer.Cidr(evil), 443)
                                    .to(new Peer.Service(evil, evil), 80)
                                    .from(workload("shop/Deployment/" + evil), 80),
                            SuggestNetworkPolicyRequest.newBuilder()
                                    .setForm(form)
                                    .build())
                    .getYaml();
            assertThat(yaml).matches("(?s)[\\n\\p{Print}\\p{L}]*");
            assertThat(yaml.lines().filter(line -> line.startsWith("spec:"))).hasSize(1);
            if (form == PolicyForm.POLICY_FORM_KUBERNETES) {
                assertThat(PolicyGoldenTest.strict(yaml)
                                .getSpec()
                                .getPodSelector()
                                .getMatchLabels())
                        .isEqualTo(Map.of("app", "web"));
            }
        }
    }

    @Test
    void givesHostileWorkloadsNamesThatKubernetesTakes() {
        String name = "Web_\u0000" + "x".repeat(300);
        var cluster = new KnownCluster().pod("shop/Deployment/" + name, Map.of("app", "web"), "10.0.0.1");
        String yaml = new NetworkPolicies(() -> cluster)
                .suggest(replay(""), KnownCluster.workload("shop/Deployment/" + name), new Flows().profile(), List.of())
                .getYaml();
        assertThat(yaml).containsPattern("\n  name: web-x{200,}-[0-9a-f]{8}-plumbline\n");
    }

    private static SuggestNetworkPolicyRequest replay(String document) {
        return SuggestNetworkPolicyRequest.newBuilder()
                .setReplay(true)
                .setDocument(document)
                .build();
    }

    private static SuggestNetworkPolicyResponse suggest(
            KnownCluster cluster, Flows flows, SuggestNetworkPolicyRequest request) {
        return new NetworkPolicies(() -> cluster)
                .suggest(request, KnownCluster.workload(Scenarios.WEB), flows.profile(), List.of(EXFILTRATION));
    }
}
