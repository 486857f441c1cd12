// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.plumbline.collector.policy.form.PolicyReader;
import io.plumbline.collector.testing.GoldenFile;
import io.plumbline.collector.testing.KnownCluster;
import io.plumbline.v1.PolicyForm;
import io.plumbline.v1.SuggestNetworkPolicyRequest;
import io.plumbline.v1.SuggestNetworkPolicyResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden files are what is written for the case of their name. */
final class PolicyGoldenTest {
    static Stream<String> cases() {
        return Scenarios.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void writesTheNetworkPolicy(String name) throws Exception {
        SuggestNetworkPolicyResponse answer = suggest(name, PolicyForm.POLICY_FORM_KUBERNETES, true);
        GoldenFile.verify("policy/" + name + ".yaml", answer.getYaml());

        assertThat(answer.getReplay().getDeniedList()).isEmpty();
        assertThat(strict(answer.getYaml()).getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(PolicyReader.read(answer.getYaml()).problems()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void writesTheCiliumNetworkPolicy(String name) {
        GoldenFile.verify(
                "policy/" + name + ".cilium.yaml",
                suggest(name, PolicyForm.POLICY_FORM_CILIUM, false).getYaml());
    }

    private static SuggestNetworkPolicyResponse suggest(String name, PolicyForm form, boolean replay) {
        return new NetworkPolicies(Scenarios::cluster)
                .suggest(
                        SuggestNetworkPolicyRequest.newBuilder()
                                .setForm(form)
                                .setReplay(replay)
                                .build(),
                        KnownCluster.workload(Scenarios.WEB),
                        Scenarios.flows(name).profile(),
                        List.of());
    }

    /** As the model of the client library has it, and nothing else. */
    static io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy strict(String yaml) throws Exception {
        ObjectMapper mapper = new ObjectMapper(new YAMLFactory());
        mapper.setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
            private static final long serialVersionUID = 1;

            @Override
            public Boolean hasAnySetter(Annotated member) {
                return false;
            }
        });
        mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);
        return mapper.readValue(yaml, io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy.class);
    }
}
