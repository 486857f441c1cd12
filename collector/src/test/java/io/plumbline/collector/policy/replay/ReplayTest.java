// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.replay;

import static io.plumbline.collector.testing.Flows.workload;
import static io.plumbline.collector.testing.KnownCluster.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.collector.policy.cluster.ForwardedPort;
import io.plumbline.collector.policy.form.PolicyReader;
import io.plumbline.collector.policy.spec.Protocol;
import io.plumbline.collector.testing.Flows;
import io.plumbline.collector.testing.KnownCluster;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.v1.PolicyReplay;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What policies mean, case by case: the flows are always web to redis, tcp 6379, and front to web, tcp 8080. */
final class ReplayTest {
    private static final String WEB = "shop/Deployment/web";

    private final KnownCluster cluster = new KnownCluster()
            .namespace("data", Map.of("team", "store"))
            .pod(WEB, Map.of("app", "web", "tier", "a"), "10.0.0.1", tcp("http", 8080))
            .pod("data/StatefulSet/redis", Map.of("app", "redis"), "10.0.1.1", tcp("redis", 6379))
            .pod("shop/Deployment/front", Map.of("app", "front"), "10.0.0.2")
            .service("data", "redis", Map.of("app", "redis"), new ForwardedPort(80, Protocol.TCP, "redis", 0));

    @ParameterizedTest(name = "egress {0}: allowed {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|false",
                "[{}]|true",
                "[{ports: [{port: 6379}]}]|true",
                "[{ports: [{port: 6379, protocol: UDP}]}]|false",
                "[{ports: [{port: 6000, endPort: 6379}]}]|true",
                "[{ports: [{port: 6000, endPort: 6378}]}]|false",
                "[{ports: [{port: redis}]}]|true",
                "[{ports: [{port: http}]}]|false",
                "[{ports: [{protocol: TCP}]}]|true",
                "[{to: []}]|true",
                "[{to: [{podSelector: {}}]}]|false",
                "[{to: [{namespaceSelector: {}}]}]|true",
                "[{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: data}}}]}]|true",
                "[{to: [{namespaceSelector: {matchLabels: {team: store}}, podSelector: {matchLabels: {app: redis}}}]}]|true",
                "[{to: [{namespaceSelector: {matchLabels: {team: store}}, podSelector: {matchLabels: {app: web}}}]}]|false",
                "[{to: [{namespaceSelector: {matchExpressions: [{key: team, operator: In, values: [store, x]}]}}]}]|true",
                "[{to: [{namespaceSelector: {matchExpressions: [{key: team, operator: NotIn, values: [store]}]}}]}]|false",
                "[{to: [{namespaceSelector: {matchExpressions: [{key: absent, operator: NotIn, values: [x]}]}}]}]|true",
                "[{to: [{namespaceSelector: {matchExpressions: [{key: team, operator: Exists}]}}]}]|true",
                "[{to: [{namespaceSelector: {matchExpressions: [{key: team, operator: DoesNotExist}]}}]}]|false",
                "[{to: [{ipBlock: {cidr: 10.0.1.0/24}}]}]|true",
                "[{to: [{ipBlock: {cidr: 10.0.0.0/16, except: [10.0.1.0/24]}}]}]|false",
                "[{to: [{podSelector: {}}]}, {to: [{namespaceSelector: {}}], ports: [{port: 6379}]}]|true",
            })
    void knowsWhatRulesMean(String rules, boolean allowed) {
        String policy = policy("podSelector: {}, policyTypes: [Egress], egress: " + rules);
        Flows direct = new Flows().to(workload("data/StatefulSet/redis"), 6379, "10.0.1.1");
        Flows throughService = new Flows().to(new Peer.Service("data", "redis"), 80, "10.96.7.7");
        assertThat(replay(policy, direct).getDeniedList()).hasSize(allowed ? 0 : 1);
        assertThat(replay(policy, throughService).getDeniedList()).hasSize(allowed ? 0 : 1);
    }

    @ParameterizedTest(name = "spec {0}: allowed {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "podSelector: {}|false",
                "podSelector: {matchLabels: {app: other}}|true",
                "podSelector: {}, policyTypes: [Egress]|true",
                "podSelector: {matchExpressions: [{key: tier, operator: In, values: [a]}]}|false",
                "podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: front}}}], ports: [{port: http}]}]|true",
                "podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: front}}}], ports: [{port: metrics}]}]|false",
                "podSelector: {}, ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 8080}]}]|true",
                "podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.2/32}}]}]|true",
            })
    void knowsWhomAPolicyIsolates(String spec, boolean allowed) {
        Flows flows = new Flows().from(workload("shop/Deployment/front"), 8080, "10.0.0.2");
        assertThat(replay(policy(spec), flows).getDeniedList()).hasSize(allowed ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.9, true", "10.9.9.9, false", "fd00::9, false"})
    void judgesEachAddressOfAName(String address, boolean allowed) {
        String policy = policy("podSelector: {}, policyTypes: [Egress],"
                + " egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]");
        Flows flows = new Flows().to(new Peer.DnsName("api.example.com"), 443, address, "203.0.113.1");
        PolicyReplay replay = replay(policy, flows);
        assertThat(replay.getFlows()).isEqualTo(2);
        assertThat(replay.getDeniedList()).hasSize(allowed ? 0 : 1);
    }

    private static String policy(String spec) {
        return "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {" + spec + "}}";
    }

    private PolicyReplay replay(String policy, Flows flows) {
        PolicyReader.Result read = PolicyReader.read(policy);
        assertThat(read.problems()).isEmpty();
        return Replay.run(
                read.policies(),
                "shop",
                cluster.pods(KnownCluster.workload(WEB)),
                flows.profile().normal(),
                cluster);
    }
}
