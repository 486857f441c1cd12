// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.plumbline.cli.connection.CollectorConnection;
import io.plumbline.cli.connection.Connector;
import io.plumbline.v1.AgentInfo;
import io.plumbline.v1.ChangeProfileRequest;
import io.plumbline.v1.DecideRequest;
import io.plumbline.v1.DecideResponse;
import io.plumbline.v1.ExportProfileRequest;
import io.plumbline.v1.ExportProfileResponse;
import io.plumbline.v1.GetGraphRequest;
import io.plumbline.v1.GetGraphResponse;
import io.plumbline.v1.GetIncidentRequest;
import io.plumbline.v1.GetProfileRequest;
import io.plumbline.v1.ImportProfileRequest;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.ListAgentsRequest;
import io.plumbline.v1.ListAgentsResponse;
import io.plumbline.v1.ListIncidentsRequest;
import io.plumbline.v1.ListIncidentsResponse;
import io.plumbline.v1.ListProfilesRequest;
import io.plumbline.v1.ListProfilesResponse;
import io.plumbline.v1.Profile;
import io.plumbline.v1.QueryServiceGrpc;
import io.plumbline.v1.SuggestNetworkPolicyRequest;
import io.plumbline.v1.SuggestNetworkPolicyResponse;
import io.plumbline.v1.WatchIncidentsRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A collector in this process that holds the fixtures and remembers what it was asked. Pages have two items. */
final class FakeCollector extends QueryServiceGrpc.QueryServiceImplBase implements AutoCloseable {
    private static final int PAGE = 2;

    final List<Object> requests = new ArrayList<>();
    private final String name = InProcessServerBuilder.generateName();
    private final Server server;
    private final List<IncidentRecord> incidents = List.of(
            Fixtures.read("incident-intrusion", IncidentRecord.getDefaultInstance()),
            Fixtures.read("incident-accepted", IncidentRecord.getDefaultInstance()),
            Fixtures.read("incident-hostile", IncidentRecord.getDefaultInstance()));
    private final Profile web = Fixtures.read("profile-web", Profile.getDefaultInstance());
    private final ListProfilesResponse profiles = Fixtures.read("profiles", ListProfilesResponse.getDefaultInstance());

    FakeCollector() {
        try {
            server = InProcessServerBuilder.forName(name)
                    .directExecutor()
                    .addService(this)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Connector connector() {
        return settings -> new CollectorConnection(
                settings, InProcessChannelBuilder.forName(name).directExecutor().build(), () -> {});
    }

    @Override
    public void listIncidents(ListIncidentsRequest request, StreamObserver<ListIncidentsResponse> answer) {
        int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
        int to = Math.min(incidents.size(), from + Math.min(PAGE, request.getPageSize()));
        answer(
                request,
                ListIncidentsResponse.newBuilder()
                        .addAllIncidents(incidents.subList(from, to))
                        .setNextPageToken(to < incidents.size() ? String.valueOf(to) : "")
                        .build(),
                answer);
    }

    @Override
    public void watchIncidents(WatchIncidentsRequest request, StreamObserver<IncidentRecord> answer) {
        requests.add(request);
        incidents.forEach(answer::onNext);
        answer.onError(Status.UNAVAILABLE.withDescription("the collector stops").asRuntimeException());
    }

    @Override
    public void getIncident(GetIncidentRequest request, StreamObserver<IncidentRecord> answer) {
        if (request.getIncidentId().startsWith("019a9c3e")) {
            answer(request, incidents.getFirst(), answer);
        } else {
            answer.onError(Status.NOT_FOUND
                    .withDescription("incident_id: " + request.getIncidentId() + " (expected: a known incident)")
                    .asRuntimeException());
        }
    }

    @Override
    public void decide(DecideRequest request, StreamObserver<DecideResponse> answer) {
        answer(
                request,
                DecideResponse.newBuilder()
                        .setDecision(request.getDecision())
                        .setIncident(incidents.getFirst())
                        .addEntries(web.getEntries(0))
                        .build(),
                answer);
    }

    @Override
    public void listProfiles(ListProfilesRequest request, StreamObserver<ListProfilesResponse> answer) {
        var matching = profiles.getProfilesList().stream()
                .filter(profile -> request.getWorkload().isEmpty()
                        || profile.getKey().getWorkload().getName().equals(request.getWorkload()))
                .toList();
        answer(
                request,
                ListProfilesResponse.newBuilder().addAllProfiles(matching).build(),
                answer);
    }

    @Override
    public void getProfile(GetProfileRequest request, StreamObserver<Profile> answer) {
        answer(request, web, answer);
    }

    @Override
    public void exportProfile(ExportProfileRequest request, StreamObserver<ExportProfileResponse> answer) {
        answer(
                request,
                ExportProfileResponse.newBuilder()
                        .setYaml("kind: BehaviorProfile\n")
                        .build(),
                answer);
    }

    @Override
    public void importProfile(ImportProfileRequest request, StreamObserver<Profile> answer) {
        answer(request, web, answer);
    }

    @Override
    public void changeProfile(ChangeProfileRequest request, StreamObserver<Profile> answer) {
        answer(request, web, answer);
    }

    @Override
    public void listAgents(ListAgentsRequest request, StreamObserver<ListAgentsResponse> answer) {
        List<AgentInfo> agents =
                Fixtures.read("agents", ListAgentsResponse.getDefaultInstance()).getAgentsList();
        answer(request, ListAgentsResponse.newBuilder().addAllAgents(agents).build(), answer);
    }

    @Override
    public void suggestNetworkPolicy(
            SuggestNetworkPolicyRequest request, StreamObserver<SuggestNetworkPolicyResponse> answer) {
        var policy = Fixtures.read("policy", SuggestNetworkPolicyResponse.getDefaultInstance()).toBuilder();
        answer(
                request,
                request.getReplay() ? policy.build() : policy.clearReplay().build(),
                answer);
    }

    @Override
    public void getGraph(GetGraphRequest request, StreamObserver<GetGraphResponse> answer) {
        GetGraphResponse nothing = GetGraphResponse.getDefaultInstance();
        answer(request, request.getNamespace().equals("quiet") ? nothing : Fixtures.read("graph", nothing), answer);
    }

    private <T> void answer(Object request, T message, StreamObserver<T> answer) {
        requests.add(request);
        answer.onNext(message);
        answer.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
