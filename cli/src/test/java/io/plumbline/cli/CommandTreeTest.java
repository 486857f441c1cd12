// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.plumbline.v1.ChangeProfileRequest;
import io.plumbline.v1.DecideRequest;
import io.plumbline.v1.ExportProfileRequest;
import io.plumbline.v1.GetProfileRequest;
import io.plumbline.v1.ImportProfileRequest;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.IncidentStatus;
import io.plumbline.v1.ListIncidentsRequest;
import io.plumbline.v1.ListIncidentsResponse;
import io.plumbline.v1.ListProfilesRequest;
import io.plumbline.v1.Mode;
import io.plumbline.v1.Profile;
import io.plumbline.v1.Scope;
import io.plumbline.v1.Severity;
import io.plumbline.v1.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommandTreeTest extends CommandLineTest {
    private static final String ID = "019a9c3e-5b1f-7c4d-8e5f-0123456789ab";

    @Test
    void listsIncidentsOfAllPages() {
        assertThat(run("incidents", "list")).isZero();
        assertThat(out.toString().lines()).hasSize(4);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void saysWhenThereIsMore() {
        assertThat(run("incidents", "list", "--limit", "2")).isZero();
        assertThat(out.toString().lines()).hasSize(3);
        assertThat(err.toString()).isEqualTo("There are more than 2 incidents: see --limit.\n");
    }

    @Test
    void asksForWhatIsWanted() {
        assertThat(run(
                        "-n",
                        "shop",
                        "incidents",
                        "list",
                        "--status",
                        "open,expired",
                        "--severity",
                        "high",
                        "--workload",
                        "web"))
                .isZero();
        var request = asked(ListIncidentsRequest.class);
        assertThat(request.getNamespace()).isEqualTo("shop");
        assertThat(request.getWorkload()).isEqualTo("web");
        assertThat(request.getStatusesList())
                .containsExactly(IncidentStatus.INCIDENT_STATUS_OPEN, IncidentStatus.INCIDENT_STATUS_EXPIRED);
        assertThat(request.getMinimumSeverity()).isEqualTo(Severity.SEVERITY_HIGH);
    }

    @Test
    void takesTheLongFormOfAWorkload() {
        assertThat(run("incidents", "list", "--workload", "shop/deployment/web"))
                .isZero();
        var request = asked(ListIncidentsRequest.class);
        assertThat(request.getNamespace()).isEqualTo("shop");
        assertThat(request.getWorkload()).isEqualTo("web");
        assertThat(out.toString().lines()).hasSizeGreaterThan(1);
    }

    @Test
    void saysThatNoWorkloadHasTheName() {
        assertThat(run("incidents", "list", "--workload", "shop/Deployment/nothing"))
                .isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("workload: shop/Deployment/nothing (expected: one that `plumbline profiles list` shows)\n");
        assertThat(run("profiles", "list", "--workload", "nothing")).isEqualTo(1);
    }

    @Test
    void writesTheWiresJson() throws Exception {
        assertThat(run("incidents", "list", "-o", "json")).isZero();
        var read = ListIncidentsResponse.newBuilder();
        JsonFormat.parser().merge(out.toString(), read);
        assertThat(read.getIncidents(2))
                .isEqualTo(Fixtures.read("incident-hostile", IncidentRecord.getDefaultInstance()));
        assertThat(out.toString().replace("\n", "").codePoints()).noneMatch(Character::isISOControl);
    }

    @Test
    void writesTheSameAsYaml() {
        assertThat(run("profiles", "show", "shop/deployment/web", "-o", "yaml")).isZero();
        Golden.verify("profile-web-yaml", out.toString());
    }

    @Test
    void watchesAsJsonLinesUntilTheCollectorGoes() throws Exception {
        assertThat(run("incidents", "watch", "-o", "json")).isEqualTo(3);
        assertThat(out.toString().lines()).hasSize(3);
        for (String line : out.toString().lines().toList()) {
            JsonFormat.parser().merge(line, IncidentRecord.newBuilder());
        }
        assertThat(err.toString())
                .isEqualTo("collector.address: 127.0.0.1:4420 (expected: a Plumbline collector that listens there): "
                        + "the collector stops\n");
    }

    @Test
    void showsAnIncident() {
        assertThat(run("incidents", "show", "019a9c3e")).isZero();
        assertThat(out.toString()).startsWith("CRITICAL  nginx started a shell");
    }

    @Test
    void passesOnWhyTheCollectorSaidNo() {
        assertThat(run("incidents", "show", "deadbeef")).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).isEqualTo("incident_id: deadbeef (expected: a known incident)\n");
    }

    @Test
    void acceptsOneDeviationByItsNumber() {
        assertThat(run(
                        "accept",
                        "019a9c3e",
                        "--deviation",
                        "2",
                        "--scope",
                        "workload",
                        "--expires",
                        "30d",
                        "--reason",
                        "release 2",
                        "--dry-run"))
                .isZero();
        var decision = asked(DecideRequest.class).getDecision();
        assertThat(decision.getVerdict()).isEqualTo(Verdict.VERDICT_ACCEPT);
        assertThat(decision.getIncidentId()).isEqualTo(ID);
        assertThat(decision.getDeviationKey()).startsWith("2a0c55ad");
        assertThat(decision.getScope()).isEqualTo(Scope.SCOPE_WORKLOAD);
        assertThat(decision.getActor()).isEqualTo("alice");
        assertThat(decision.getReason()).isEqualTo("release 2");
        assertThat(decision.getDryRun()).isTrue();
        assertThat(Instant.ofEpochSecond(0, decision.getExpiresAtUnixNanos()))
                .isEqualTo(Fixtures.NOW.plus(Duration.ofDays(30)));
        Golden.verify("accept-dry-run", out.toString());
    }

    @Test
    void rejectsTheWholeIncident() {
        assertThat(run("reject", "019a9c3e")).isZero();
        var decision = asked(DecideRequest.class).getDecision();
        assertThat(decision.getVerdict()).isEqualTo(Verdict.VERDICT_REJECT);
        assertThat(decision.hasDeviationKey()).isFalse();
        assertThat(decision.getScope()).isEqualTo(Scope.SCOPE_CONTAINER);
    }

    @Test
    void takesADecisionBack() {
        assertThat(run("undo", "d1", "--reason", "mistake")).isZero();
        var decision = asked(DecideRequest.class).getDecision();
        assertThat(decision.getUndoOf()).isEqualTo("d1");
        assertThat(decision.getReason()).isEqualTo("mistake");
    }

    @Test
    void refusesADeviationThatTheIncidentDoesNotHave() {
        assertThat(run("accept", "019a9c3e", "--deviation", "6")).isEqualTo(2);
        assertThat(err.toString()).startsWith("deviation: 6 (expected: a number from 1 to 5");
    }

    @ParameterizedTest
    @CsvSource({"web", "deployment/web", "shop/web", "shop/Deployment/web", "shop/deployment/web/web"})
    void findsAProfileByAnyOfItsNames(String name) {
        assertThat(run("profiles", "show", name)).isZero();
        assertThat(asked(GetProfileRequest.class).getKey().getWorkload().getKind())
                .isEqualTo("Deployment");
    }

    @Test
    void refusesAProfileThatIsNotThere() {
        assertThat(run("profiles", "show", "shop/StatefulSet/web")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("profile: shop/StatefulSet/web (expected: one that `plumbline profiles list` shows)\n");
    }

    @Test
    void changesProfiles() {
        assertThat(run("profiles", "lock", "web", "--reason", "release")).isZero();
        assertThat(asked(ChangeProfileRequest.class).hasLock()).isTrue();
        assertThat(run("profiles", "reopen", "web")).isZero();
        assertThat(asked(ChangeProfileRequest.class).hasReopen()).isTrue();
        assertThat(run("-n", "shop", "profiles", "mode", "web", "frozen")).isZero();
        assertThat(asked(ChangeProfileRequest.class).getSetMode()).isEqualTo(Mode.MODE_FROZEN);
        assertThat(asked(ListProfilesRequest.class).getNamespace()).isEqualTo("shop");
        Golden.verify("profile-changes", out.toString());
    }

    @Test
    void exportsToAFileAndImportsIt(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("web.yaml");
        assertThat(run("profiles", "export", "web", "--as-baseline", "-f", file.toString()))
                .isZero();
        assertThat(asked(ExportProfileRequest.class).getAsBaseline()).isTrue();
        assertThat(Files.readString(file)).isEqualTo("kind: BehaviorProfile\n");
        assertThat(run("profiles", "import", file.toString(), "--dry-run")).isZero();
        assertThat(asked(ImportProfileRequest.class).getYaml()).isEqualTo("kind: BehaviorProfile\n");
        assertThat(asked(ImportProfileRequest.class).getDryRun()).isTrue();
        assertThat(out.toString()).startsWith("Would import into shop/Deployment/web/web: learning");
    }

    @Test
    void listsAgents() {
        assertThat(run("agents", "list")).isZero();
        Golden.verify("agents", out.toString());
    }

    @Test
    void showsAProfileAsJson() throws Exception {
        assertThat(run("profiles", "show", "web", "-o", "json")).isZero();
        var read = Profile.newBuilder();
        JsonFormat.parser().merge(out.toString(), read);
        assertThat(read.build()).isEqualTo(Fixtures.read("profile-web", Profile.getDefaultInstance()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "incidents | plumbline incidents: command missing (expected: one of list, watch, show)",
                "bogus | bogus: unknown command (expected: one of incidents, profiles, policy, graph, accept, reject, undo, agents); see plumbline --help",
                "incidents list -o xml | output: xml (expected: one of table, wide, json, yaml, dot)",
                "incidents list --severity bad | severity: bad (expected: one of low, medium, high, critical)",
                "incidents list --collector nowhere | collector.address: nowhere (expected: host:port, [ipv6]:port or unix:/absolute/path)",
                "incidents list --collector h:0 | collector.address: h:0 (expected: host:port, [ipv6]:port or unix:/absolute/path)",
                "incidents list -n a -A | namespace: a (expected: either -n or -A, not both)",
                "accept x --expires 30x | expires: 30x (expected: a number and one of s, m, h, d, w; for instance 30d)",
                "accept | INCIDENT: missing (expected: a value); see plumbline accept --help",
                "profiles show a/b/c/d/e | profile: a/b/c/d/e (expected: namespace/kind/name[/container], namespace/name or kind/name)",
                "profiles import /nowhere.yaml | file: /nowhere.yaml (expected: a profile document that can be read)",
                "incidents list --tls-cert x | tls: only one of --tls-cert and --tls-key (expected: both or none)"
            })
    void namesTheValueAndWhatWasExpected(String arguments, String line) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).isEqualTo(line + "\n");
    }
}
