// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.document;

import static io.plumbline.profiles.fixtures.Runs.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.fixtures.Runs;
import io.plumbline.profiles.fixtures.Samples;
import io.plumbline.profiles.fixtures.Seeds;
import io.plumbline.profiles.learning.Baseline;
import io.plumbline.profiles.learning.Counter;
import io.plumbline.profiles.learning.Delta;
import io.plumbline.profiles.learning.QuietTimeRule;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.ProfileSpec;
import io.plumbline.profiles.profile.Usage;
import io.plumbline.profiles.workload.IdentitySource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileDocumentTest {
    private static final String DOCUMENT = """
            # kept by the shop team
            apiVersion: plumbline.io/v1alpha1
            kind: BehaviorProfile
            metadata:
              name: deployment-web-nginx
              namespace: shop
              labels: {team: shop}
            spec:
              target: {kind: Deployment, name: web, container: nginx}
              mode: auto
              allowed:
                - execution:
                    executable: {path: /usr/sbin/nginx}
                    argv: [nginx, -g, "daemon off;", {prefix: "--id=", slot: uuid}]
                    user: non-root
                  decidedBy: anna
                  reason: reload hook
                  expiresAt: 2027-01-01T00:00:00Z
                - outbound: {peer: {workload: {namespace: shop, kind: Deployment, name: redis}}, port: 6379}
              denied:
                - listening: {port: 4444}
            """;

    private static List<String> problems(String yaml) {
        return switch (DocumentReader.read(yaml)) {
            case DocumentResult.Valid ignored -> List.of();
            case DocumentResult.Invalid invalid ->
                invalid.problems().stream()
                        .map(problem -> problem.describe("p.yaml"))
                        .toList();
        };
    }

    private static ProfileDocument valid(String yaml) {
        DocumentResult result = DocumentReader.read(yaml);
        assertThat(result).as(yaml).isInstanceOf(DocumentResult.Valid.class);
        return ((DocumentResult.Valid) result).document();
    }

    @Test
    void readsWhatPeopleWrite() {
        ProfileDocument document = valid(DOCUMENT);

        assertThat(document.key().toString()).isEqualTo("shop/Deployment/web/nginx");
        assertThat(document.spec().mode()).isEqualTo(Mode.AUTO);
        assertThat(document.spec().denied())
                .extracting(ProfileSpec.Statement::behavior)
                .containsExactly(Samples.listening(4444));
        assertThat(document.spec().allowed()).hasSize(2).first().satisfies(statement -> {
            assertThat(argv(statement.behavior())).isEqualTo("nginx -g daemon off; --id=<uuid>");
            assertThat(statement.decidedBy()).isEqualTo("anna");
            assertThat(statement.expiresAt()).isEqualTo(1_798_761_600_000_000_000L);
        });
    }

    @Test
    void tellsAllProblemsWithLineColumnValueAndWhatWasExpected() {
        String yaml = DOCUMENT.replace("mode: auto", "mode: of")
                .replace("user: non-root", "user: admin")
                .replace("port: 6379", "port: 70000")
                .replace("decidedBy", "decideBy")
                .replace("2027-01-01T00:00:00Z", "tomorrow")
                .replace("slot: uuid", "slot: anything");

        assertThat(problems(yaml))
                .containsExactly(
                        "p.yaml:10:9: spec.mode: \"of\" (expected: auto, learn, frozen or off)",
                        "p.yaml:14:66: spec.allowed[0].execution.argv[3].slot: \"anything\" (expected: number, uuid, hex, address,"
                                + " time, temporary-path or name)",
                        "p.yaml:15:15: spec.allowed[0].execution.user: \"admin\" (expected: root or non-root)",
                        "p.yaml:16:7: spec.allowed[0]: \"decideBy\" (expected: one of execution, codeMapping,"
                                + " listening, outbound, inbound, nameLookup, socketUse, kernelUse, privilege, decidedBy, reason, expiresAt)",
                        "p.yaml:18:18: spec.allowed[0].expiresAt: \"tomorrow\" (expected: a time such as"
                                + " 2026-12-31T00:00:00Z)",
                        "p.yaml:19:92: spec.allowed[1].outbound.port: 70000 (expected: 1 to 65535)");
    }

    @Test
    void manyPortsAreThoseOfAScanOfARange() {
        String scan = DOCUMENT.replace("listening: {port: 4444}", "outbound: {peer: {cidr: 10.7.0.0/16}, port: many}");
        assertThat(DocumentReader.read(scan))
                .isInstanceOfSatisfying(
                        DocumentResult.Valid.class,
                        valid -> assertThat(valid.document().spec().denied())
                                .extracting(ProfileSpec.Statement::behavior)
                                .containsExactly(new Outbound(
                                        new Peer.Cidr("10.7.0.0/16"), Outbound.MANY_PORTS, Transport.TCP)));

        assertThat(problems(DOCUMENT.replace("port: 6379", "port: many"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.7.0.256/16", "10.7.0.0/33", "2001:db8::/129", "1::2::3/64"})
    void rangesAreThoseThatCoverSomething(String range) {
        String wrong =
                DOCUMENT.replace("listening: {port: 4444}", "outbound: {peer: {cidr: '" + range + "'}, port: 443}");
        assertThat(problems(wrong)).singleElement().asString().contains(range, "(expected: an address range such as");
    }

    @Test
    void namesWhatIsMissing() {
        assertThat(problems("apiVersion: v1\nkind: BehaviorProfile\nspec: {}\n"))
                .containsExactlyInAnyOrder(
                        "p.yaml:1:13: apiVersion: \"v1\" (expected: plumbline.io/v1alpha1)",
                        "p.yaml:1:1: no metadata (expected: metadata)",
                        "p.yaml:3:7: spec: no target (expected: target)");
    }

    @Test
    void refusesHostileText() {
        assertThat(problems("")).containsExactly("p.yaml:1:1: empty (expected: a document of kind BehaviorProfile)");
        assertThat(problems("[".repeat(100_000)))
                .singleElement()
                .asString()
                .contains("nesting (expected: at most 32 levels)");
        assertThat(problems("a: &x [1]\nb: *x\n"))
                .containsExactly("p.yaml:2:4: alias (expected: no anchors and aliases)");
        assertThat(problems("a: 1\n---\nb: 1\n")).singleElement().asString().contains("one document");
        assertThat(problems("a: " + "x".repeat(YamlText.MAX_LENGTH)))
                .singleElement()
                .asString()
                .contains("at most 8388608");
        assertThat(problems(DOCUMENT + "  mode: off\n"))
                .containsExactly("p.yaml:22:3: spec: \"mode\" twice (expected: each name once)");
        assertThat(problems("a: [b\n")).singleElement().asString().contains("(expected: YAML)");
        assertThat(problems("!!java.lang.Runtime {}")).isNotEmpty();
        assertThat(problems(DOCUMENT.replace("- execution:", "- ? [a]\n      : b\n      execution:")))
                .isNotEmpty();
        assertThat(problems(DOCUMENT.replace("nginx, -g", "nginx, 5")))
                .singleElement()
                .asString()
                .contains("5 (expected: a text, in quotes)");
    }

    @Test
    void saysWhatIsWrongWithAnyText() {
        String alphabet = "{}[]:-,&*!|>'\"%@`#?\n\n  abc0~\t\u0000\u0085\ud83d";
        Seeds.check(1000, random -> {
            StringBuilder text = new StringBuilder(DOCUMENT);
            for (int i = 1 + random.nextInt(20); i > 0; i--) {
                int at = random.nextInt(text.length());
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                if (random.nextBoolean()) {
                    text.insert(at, c);
                } else {
                    text.setCharAt(at, c);
                }
            }
            if (DocumentReader.read(text.toString()) instanceof DocumentResult.Invalid invalid) {
                assertThat(invalid.problems()).hasSizeBetween(1, 50);
            }
        });
    }

    @Test
    void exportAsBaselineKeepsEverythingThatCounts() {
        Seeds.check(150, random -> {
            Baseline baseline = Runs.baseline();
            for (int i = 0; i < 8; i++) {
                Behavior behavior = Samples.random(random);
                switch (random.nextInt(4)) {
                    case 0 -> baseline.merge(Runs.delta(1, 1, behavior), at(1));
                    case 1 ->
                        baseline.deny(behavior, "anna", Samples.text(random), random.nextBoolean() ? at(9) : null);
                    case 2 -> baseline.importSpec(spec(behavior), "ci", at(3));
                    default -> acceptIfPossible(baseline, behavior, Samples.text(random));
                }
            }
            var profile = baseline.profile(QuietTimeRule.DEFAULT, at(4));
            String yaml = DocumentWriter.write(profile, true);
            ProfileDocument document = valid(yaml);
            Baseline copy = Runs.baseline();
            copy.importSpec(document.spec(), "ci", at(5));
            var imported = copy.profile(QuietTimeRule.DEFAULT, at(6));

            assertThat(document.key()).isEqualTo(Samples.KEY);
            assertThat(states(imported.entries().values()))
                    .isEqualTo(states(profile.entries().values()));
            assertThat(valid(DocumentWriter.write(profile, false)).spec().denied())
                    .isEqualTo(document.spec().denied());
        });
    }

    private static void acceptIfPossible(Baseline baseline, Behavior behavior, String reason) {
        try {
            baseline.accept(behavior, "anna", reason, null);
        } catch (IllegalArgumentException tooWide) {
            assertThat(tooWide).hasMessageStartingWith("argv: ");
        }
    }

    private static String argv(Behavior behavior) {
        return behavior instanceof Execution execution && execution.argv() != null
                ? execution.argv().display()
                : "";
    }

    private static ProfileSpec spec(Behavior behavior) {
        return new ProfileSpec(
                null, List.of(), List.of(), List.of(new ProfileSpec.Statement(behavior, null, "from staging", null)));
    }

    private static Map<String, EntryState> states(Collection<ProfileEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.state() != EntryState.QUARANTINED)
                .collect(Collectors.toMap(ProfileEntry::id, ProfileEntry::state));
    }

    @Test
    void theStatusTellsHowMuchAPeerIsUsedAndStatementsDoNot() {
        Counter counter = new Counter(
                Samples.outbound("redis", 6379),
                1,
                at(1),
                at(1),
                new Usage(4096, 12, true),
                List.of("192.0.2.1", "2001:db8::1"));
        Baseline baseline = Runs.baseline();
        baseline.merge(
                new Delta(Samples.KEY, IdentitySource.API, 1, Runs.run(1), List.of(counter), 1, 0, false), at(1));
        Profile profile = baseline.profile(QuietTimeRule.DEFAULT, at(2));

        assertThat(DocumentWriter.write(profile, false))
                .contains(
                        "      usage:\n        peakBytesSent: 4096\n        peakConnections: 12\n        regular: true\n",
                        "      addresses:\n        - \"192.0.2.1\"\n        - \"2001:db8::1\"\n");
        assertThat(DocumentWriter.write(profile, true)).doesNotContain("usage", "192.0.2.1");
    }

    @Test
    void exportsTheSameTextForTheSameProfile() {
        Baseline baseline = Runs.baseline();
        baseline.merge(Runs.delta(1, 1, Samples.listening(80), Samples.outbound("redis", 6379)), at(1));
        String yaml = DocumentWriter.write(baseline.profile(QuietTimeRule.DEFAULT, at(2)), true);

        assertThat(yaml)
                .isEqualTo(DocumentWriter.write(baseline.profile(QuietTimeRule.DEFAULT, at(9)), true))
                .isEqualTo("""
                        apiVersion: plumbline.io/v1alpha1
                        kind: BehaviorProfile
                        metadata:
                          name: deployment-web-nginx
                          namespace: shop
                        spec:
                          target:
                            cluster: local
                            kind: Deployment
                            name: web
                            container: nginx
                            containerType: app
                          mode: auto
                          allowed: []
                          denied: []
                          baseline:
                            - listening:
                                transport: tcp
                                port: 80
                            - outbound:
                                peer:
                                  workload:
                                    cluster: local
                                    namespace: shop
                                    kind: Deployment
                                    name: redis
                                port: 6379
                                transport: tcp
                        """);
    }
}
