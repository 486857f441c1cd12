// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.query;

import static io.plumbline.collector.testing.Samples.delta;
import static io.plumbline.collector.testing.Samples.deviation;
import static io.plumbline.collector.testing.Samples.execution;
import static io.plumbline.collector.testing.Samples.incident;
import static io.plumbline.collector.testing.Samples.key;
import static io.plumbline.collector.testing.Samples.listening;
import static io.plumbline.collector.testing.Samples.uuid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.plumbline.collector.testing.TestAgent;
import io.plumbline.collector.testing.TestCollector;
import io.plumbline.v1.BaselineKey;
import io.plumbline.v1.BaselineState;
import io.plumbline.v1.ChangeProfileRequest;
import io.plumbline.v1.ExportProfileRequest;
import io.plumbline.v1.GetIncidentRequest;
import io.plumbline.v1.GetProfileRequest;
import io.plumbline.v1.ImportProfileRequest;
import io.plumbline.v1.IncidentStatus;
import io.plumbline.v1.ListIncidentsRequest;
import io.plumbline.v1.ListIncidentsResponse;
import io.plumbline.v1.ListProfilesRequest;
import io.plumbline.v1.ListProfilesResponse;
import io.plumbline.v1.LockProfile;
import io.plumbline.v1.Mode;
import io.plumbline.v1.Profile;
import io.plumbline.v1.ProfileSummary;
import io.plumbline.v1.ReopenProfile;
import io.plumbline.v1.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class QueryTest {
    private final TestCollector collector = TestCollector.start();
    private final TestAgent agent = TestAgent.connect(collector.channel(), "node-a", uuid());

    @AfterEach
    void close() throws IOException {
        collector.close();
    }

    @Test
    void pagesThroughIncidentsNewestUpdateFirst() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String id = uuid();
            expected.addFirst(id);
            agent.send(incident(id, 1, "web", deviation("d" + i, execution("/bin/sh"))))
                    .settled();
        }
        List<String> seen = new ArrayList<>();
        String token = "";
        do {
            ListIncidentsResponse page = collector
                    .people()
                    .listIncidents(ListIncidentsRequest.newBuilder()
                            .setPageSize(3)
                            .setPageToken(token)
                            .build());
            page.getIncidentsList()
                    .forEach(record -> seen.add(record.getIncident().getIncidentId()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void refusesWrongListRequests() {
        var people = collector.people();
        assertRefused(
                () -> people.listIncidents(
                        ListIncidentsRequest.newBuilder().setPageSize(501).build()),
                Status.Code.INVALID_ARGUMENT,
                "page_size: 501 (expected: 1 to 500");
        assertRefused(
                () -> people.listIncidents(
                        ListIncidentsRequest.newBuilder().setPageToken("?").build()),
                Status.Code.INVALID_ARGUMENT,
                "page_token: \"?\"");
        assertRefused(
                () -> people.listIncidents(ListIncidentsRequest.newBuilder()
                        .addStatuses(IncidentStatus.INCIDENT_STATUS_UNSPECIFIED)
                        .build()),
                Status.Code.INVALID_ARGUMENT,
                "statuses: 0 (expected: open, accepted");
        assertRefused(
                () -> people.listProfiles(ListProfilesRequest.newBuilder()
                        .setPageToken(PageToken.of("incidents", List.of("1", "x")))
                        .build()),
                Status.Code.INVALID_ARGUMENT,
                "page_token");
    }

    @Test
    void findsAnIncidentByTheBeginningOfItsId() {
        agent.send(incident("0199aaaa-1111", 1, "web", deviation("d", execution("/bin/sh"))))
                .send(incident("0199aaaa-2222", 1, "web", deviation("d", execution("/bin/sh"))))
                .settled();

        assertThat(get("0199AAAA-11")).isEqualTo("0199aaaa-1111");
        assertRefused(() -> get("0199aaaa"), Status.Code.INVALID_ARGUMENT, "0199aaaa-1111, 0199aaaa-2222");
        assertRefused(() -> get("0199"), Status.Code.INVALID_ARGUMENT, "at least 8 characters");
        assertRefused(() -> get("0199bbbb"), Status.Code.NOT_FOUND, "incident_id: \"0199bbbb\"");
    }

    @Test
    void pagesThroughProfilesByNamespaceKindAndName() {
        for (String name : List.of("web", "api", "db", "cache")) {
            agent.send(delta(name, "a", 1, listening(80)));
        }
        agent.settled();
        ListProfilesResponse first = collector
                .people()
                .listProfiles(ListProfilesRequest.newBuilder().setPageSize(3).build());
        ListProfilesResponse second = collector
                .people()
                .listProfiles(ListProfilesRequest.newBuilder()
                        .setPageSize(3)
                        .setPageToken(first.getNextPageToken())
                        .build());

        assertThat(names(first)).containsExactly("api", "cache", "db");
        assertThat(names(second)).containsExactly("web");
        assertThat(second.getNextPageToken()).isEmpty();
        assertThat(first.getProfiles(0).getEntries()).isEqualTo(1);
    }

    @Test
    void aKeyMayLeaveOutWhatIsClear() {
        agent.send(delta("web", "a", 1, listening(80)))
                .send(delta("web", "b", 1, listening(81)).toBuilder()
                        .setKey(key("web", "sidecar"))
                        .build())
                .send(delta("db", "c", 1, listening(5432)))
                .settled();

        Profile db = profile("shop", "", "db", "");
        assertThat(db.getKey()).isEqualTo(key("db"));
        assertThat(profile("shop", "deployment", "web", "sidecar").getKey()).isEqualTo(key("web", "sidecar"));
        assertRefused(
                () -> profile("shop", "", "web", ""),
                Status.Code.INVALID_ARGUMENT,
                "shop/Deployment/web/app, shop/Deployment/web/sidecar");
        assertRefused(() -> profile("shop", "", "none", ""), Status.Code.NOT_FOUND, "shop/Deployment/db/app");
        assertRefused(() -> profile("other", "", "db", ""), Status.Code.NOT_FOUND, "a workload that was seen)");
    }

    @Test
    void locksReopensAndSetsTheMode() {
        agent.send(delta("web", "a", 1, listening(80))).settled();

        Profile locked = change(ChangeProfileRequest.newBuilder().setLock(LockProfile.getDefaultInstance()));
        assertThat(locked.getState()).isEqualTo(BaselineState.BASELINE_STATE_STABLE);
        assertThat(locked.getStateReason()).contains("ann").contains("tested");

        Profile open = change(ChangeProfileRequest.newBuilder().setReopen(ReopenProfile.getDefaultInstance()));
        assertThat(open.getState()).isEqualTo(BaselineState.BASELINE_STATE_LEARNING);
        assertThat(open.getGeneration()).isGreaterThan(locked.getGeneration());

        Profile frozen = change(ChangeProfileRequest.newBuilder().setSetMode(Mode.MODE_FROZEN));
        assertThat(frozen.getMode()).isEqualTo(Mode.MODE_FROZEN);
        collector.restart();
        assertThat(profile("shop", "", "web", "").getMode()).isEqualTo(Mode.MODE_FROZEN);

        assertRefused(
                () -> change(ChangeProfileRequest.newBuilder().setReopen(ReopenProfile.getDefaultInstance())),
                Status.Code.FAILED_PRECONDITION,
                "mode: frozen (expected: ");
        assertRefused(() -> change(ChangeProfileRequest.newBuilder()), Status.Code.INVALID_ARGUMENT, "change: none");
        assertRefused(
                () -> change(ChangeProfileRequest.newBuilder().setSetModeValue(9)),
                Status.Code.INVALID_ARGUMENT,
                "set_mode: 9 (expected: auto, learn, frozen or off)");
    }

    @Test
    void exportAndImportKeepEverything() throws IOException {
        agent.send(delta("web", "a", 1, listening(80), execution("/usr/bin/server", "--quiet")))
                .settled();
        Profile before = profile("shop", "", "web", "");
        String yaml = collector
                .people()
                .exportProfile(ExportProfileRequest.newBuilder()
                        .setKey(key("web"))
                        .setAsBaseline(true)
                        .build())
                .getYaml();

        try (TestCollector other = TestCollector.start()) {
            ImportProfileRequest request = ImportProfileRequest.newBuilder()
                    .setYaml(yaml)
                    .setActor("git")
                    .build();
            Profile rehearsed = other.people()
                    .importProfile(request.toBuilder().setDryRun(true).build());
            assertThat(rehearsed.getEntriesList()).hasSize(2);
            assertThat(other.people()
                            .listProfiles(ListProfilesRequest.getDefaultInstance())
                            .getProfilesList())
                    .isEmpty();

            Profile imported = other.people().importProfile(request);
            assertThat(imported.getEntriesList())
                    .extracting(entry -> entry.getId())
                    .containsExactlyInAnyOrderElementsOf(before.getEntriesList().stream()
                            .map(entry -> entry.getId())
                            .toList());
        }
    }

    @Test
    void aWrongDocumentIsRefusedWithLineAndColumn() {
        agent.send(delta("web", "a", 1, listening(80))).settled();
        String yaml = collector
                .people()
                .exportProfile(
                        ExportProfileRequest.newBuilder().setKey(key("web")).build())
                .getYaml();

        assertRefused(
                () -> importYaml(yaml.replace("mode: auto", "mode: of")),
                Status.Code.INVALID_ARGUMENT,
                "spec.mode: \"of\"");
        assertRefused(
                () -> importYaml(yaml.replace("cluster: local", "cluster: other")),
                Status.Code.INVALID_ARGUMENT,
                "cluster: other (expected: local");
        assertRefused(() -> importYaml("a: ["), Status.Code.INVALID_ARGUMENT, "profile:1:");
    }

    private Profile importYaml(String yaml) {
        return collector
                .people()
                .importProfile(ImportProfileRequest.newBuilder()
                        .setYaml(yaml)
                        .setActor("git")
                        .build());
    }

    private String get(String prefix) {
        return collector
                .people()
                .getIncident(
                        GetIncidentRequest.newBuilder().setIncidentId(prefix).build())
                .getIncident()
                .getIncidentId();
    }

    private Profile profile(String namespace, String kind, String name, String container) {
        var key = BaselineKey.newBuilder()
                .setWorkload(Workload.newBuilder()
                        .setNamespace(namespace)
                        .setKind(kind)
                        .setName(name))
                .setContainerName(container);
        return collector
                .people()
                .getProfile(GetProfileRequest.newBuilder().setKey(key).build());
    }

    private Profile change(ChangeProfileRequest.Builder request) {
        return collector
                .people()
                .changeProfile(request.setKey(key("web"))
                        .setActor("ann")
                        .setReason("tested")
                        .build());
    }

    private static List<String> names(ListProfilesResponse response) {
        return response.getProfilesList().stream()
                .map(ProfileSummary::getKey)
                .map(key -> key.getWorkload().getName())
                .toList();
    }

    private static void assertRefused(ThrowingCallable call, Status.Code code, String part) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refused -> assertThat(refused.getStatus().getCode()).isEqualTo(code))
                .hasMessageContaining(part);
    }
}
