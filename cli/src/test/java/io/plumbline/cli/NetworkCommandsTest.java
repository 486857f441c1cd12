// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.plumbline.v1.GetGraphRequest;
import io.plumbline.v1.GetGraphResponse;
import io.plumbline.v1.PolicyForm;
import io.plumbline.v1.SuggestNetworkPolicyRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NetworkCommandsTest extends CommandLineTest {
    private static final int DENIES = 4;

    @Test
    void writesThePolicyAndSaysTheRestBesideIt() {
        assertThat(run("policy", "network", "web", "-n", "shop", "--cilium")).isZero();
        var request = asked(SuggestNetworkPolicyRequest.class);
        assertThat(request.getWorkload().getKind()).isEqualTo("Deployment");
        assertThat(request.getForm()).isEqualTo(PolicyForm.POLICY_FORM_CILIUM);
        assertThat(request.getReplay()).isFalse();
        assertThat(out.toString()).isEqualTo("# \\x1b[31m\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n");
        assertThat(err.toString())
                .isEqualTo("Waits for a person, and is not allowed: connects to \\u202eevil\\n on tcp 1.\n");
    }

    @Test
    void replaysWhatItSuggests() {
        assertThat(run("policy", "network", "shop/deployment/web", "--replay")).isEqualTo(DENIES);
        assertThat(out.toString()).contains("kind: NetworkPolicy").doesNotContain("DENIED");
        Golden.verify("policy-replay", err.toString());
    }

    @Test
    void replaysAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("policy.yaml");
        Files.writeString(file, "kind: NetworkPolicy\n");
        assertThat(run("policy", "network", "web", "-f", file.toString())).isEqualTo(DENIES);
        assertThat(asked(SuggestNetworkPolicyRequest.class).getDocument()).isEqualTo("kind: NetworkPolicy\n");
        assertThat(asked(SuggestNetworkPolicyRequest.class).getReplay()).isTrue();
        assertThat(out.toString()).startsWith("Replayed over 17 flows: denies 1 normal, and 1 of open incidents.\n");
    }

    @Test
    void refusesWhatItCanNotReplay(@TempDir Path folder) throws Exception {
        assertThat(run("policy", "network", "web", "--cilium", "--replay")).isEqualTo(2);
        assertThat(err.toString()).startsWith("cilium: with a replay (expected: one of both");
        Path empty = folder.resolve("empty.yaml");
        Files.writeString(empty, " \n");
        assertThat(run("policy", "network", "web", "-f", empty.toString())).isEqualTo(2);
        assertThat(run("policy", "network", "shop/deployment/web/web")).isEqualTo(2);
        assertThat(run("policy", "network", "nobody")).isEqualTo(1);
        assertThat(collector.requests).noneMatch(SuggestNetworkPolicyRequest.class::isInstance);
    }

    @Test
    void showsWhoTalksToWhom() {
        assertThat(run("graph", "-n", "shop")).isZero();
        assertThat(asked(GetGraphRequest.class).getNamespace()).isEqualTo("shop");
        assertThat(err.toString()).isEqualTo("There are more than 11 edges: -n shows those of one namespace.\n");
        Golden.verify("graph", out.toString());
        assertThat(out.toString().codePoints()).noneMatch(c -> c != '\n' && Character.isISOControl(c));
    }

    @Test
    void saysInWhichNamespaceNobodyTalks() {
        assertThat(run("graph", "-n", "quiet")).isZero();
        assertThat(out.toString()).isEqualTo("Nobody in quiet was seen to talk to anybody.\n");
    }

    @Test
    void writesTheGraphForGraphviz() {
        assertThat(run("graph", "-o", "dot")).isZero();
        Golden.verify("graph-dot", out.toString());
    }

    @Test
    void writesTheGraphAsJson() throws Exception {
        assertThat(run("graph", "-o", "json")).isZero();
        var read = GetGraphResponse.newBuilder();
        JsonFormat.parser().merge(out.toString(), read);
        assertThat(read.build()).isEqualTo(Fixtures.read("graph", GetGraphResponse.getDefaultInstance()));
    }

    @Test
    void drawsNothingButTheGraph() {
        assertThat(run("agents", "list", "-o", "dot")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo("output: dot (expected: one of table, wide, json, yaml; dot is for graph)\n");
    }
}
