// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.query;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.plumbline.collector.access.Caller;
import io.plumbline.collector.access.CallerInterceptor;
import io.plumbline.collector.agents.AgentRegistry;
import io.plumbline.collector.decisions.DecisionService;
import io.plumbline.collector.incidents.IncidentFeed;
import io.plumbline.collector.metrics.CollectorMetrics;
import io.plumbline.collector.store.Store;
import io.plumbline.collector.store.StoreException;
import io.plumbline.collector.writer.Turn;
import io.plumbline.collector.writer.Writer;
import io.plumbline.v1.ChangeProfileRequest;
import io.plumbline.v1.DecideRequest;
import io.plumbline.v1.DecideResponse;
import io.plumbline.v1.Decision;
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
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service for people. What is in the store is read there; all else is asked of the writer. */
public final class QueryEndpoint extends QueryServiceGrpc.QueryServiceImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(QueryEndpoint.class);

    private final Writer writer;
    private final IncidentQueries incidents;
    private final ProfileQueries profiles;
    private final ProfileChanges changes;
    private final NetworkQueries network;
    private final DecisionService desk;
    private final AgentRegistry registry;
    private final Store store;
    private final IncidentFeed feed;
    private final CollectorMetrics metrics;

    public QueryEndpoint(
            Writer writer,
            ProfileQueries profiles,
            ProfileChanges changes,
            NetworkQueries network,
            DecisionService desk,
            AgentRegistry registry,
            Store store,
            IncidentFeed feed,
            CollectorMetrics metrics) {
        this.writer = writer;
        this.incidents = new IncidentQueries(store);
        this.profiles = profiles;
        this.changes = changes;
        this.network = network;
        this.desk = desk;
        this.registry = registry;
        this.store = store;
        this.feed = feed;
        this.metrics = metrics;
    }

    @Override
    public void listIncidents(ListIncidentsRequest request, StreamObserver<ListIncidentsResponse> out) {
        answer(out, () -> incidents.list(request));
    }

    @Override
    public void getIncident(GetIncidentRequest request, StreamObserver<IncidentRecord> out) {
        answer(out, () -> incidents.get(request));
    }

    @Override
    public void watchIncidents(WatchIncidentsRequest request, StreamObserver<IncidentRecord> out) {
        new IncidentWatch(request, (ServerCallStreamObserver<IncidentRecord>) out, store, feed, metrics).begin();
    }

    @Override
    public void decide(DecideRequest request, StreamObserver<DecideResponse> out) {
        Caller caller = CallerInterceptor.current();
        answer(out, () -> {
            Decision decision = request.getDecision().toBuilder()
                    .setActor(caller.actor(request.getDecision().getActor()))
                    .build();
            DecideResponse response = ask(turn -> desk.decide(turn, decision));
            if (!decision.getDryRun()) {
                metrics.decided(response.getDecision());
            }
            return response;
        });
    }

    @Override
    public void listProfiles(ListProfilesRequest request, StreamObserver<ListProfilesResponse> out) {
        answer(out, () -> ask(turn -> profiles.list(request)));
    }

    @Override
    public void getProfile(GetProfileRequest request, StreamObserver<Profile> out) {
        answer(out, () -> ask(turn -> profiles.get(request.getKey())));
    }

    @Override
    public void exportProfile(ExportProfileRequest request, StreamObserver<ExportProfileResponse> out) {
        answer(out, () -> ask(turn -> profiles.export(request)));
    }

    @Override
    public void importProfile(ImportProfileRequest request, StreamObserver<Profile> out) {
        Caller caller = CallerInterceptor.current();
        answer(out, () -> {
            String actor = caller.actor(request.getActor());
            return ask(turn -> changes.importDocument(turn, request, actor));
        });
    }

    @Override
    public void changeProfile(ChangeProfileRequest request, StreamObserver<Profile> out) {
        Caller caller = CallerInterceptor.current();
        answer(out, () -> {
            String actor = caller.actor(request.getActor());
            return ask(turn -> changes.change(turn, request, actor));
        });
    }

    @Override
    public void suggestNetworkPolicy(
            SuggestNetworkPolicyRequest request, StreamObserver<SuggestNetworkPolicyResponse> out) {
        answer(out, () -> network.suggest(request));
    }

    @Override
    public void getGraph(GetGraphRequest request, StreamObserver<GetGraphResponse> out) {
        answer(out, () -> network.graph(request));
    }

    @Override
    public void listAgents(ListAgentsRequest request, StreamObserver<ListAgentsResponse> out) {
        answer(
                out,
                () -> ask(turn -> ListAgentsResponse.newBuilder()
                        .addAllAgents(registry.list())
                        .build()));
    }

    /** Waits for the writer: calls run on virtual threads. */
    private <T> T ask(Function<Turn, T> question) {
        return writer.ask(question).join();
    }

    private static <T> void answer(StreamObserver<T> out, Supplier<T> work) {
        T answer;
        try {
            answer = work.get();
        } catch (RuntimeException failed) {
            out.onError(told(failed).asRuntimeException());
            return;
        }
        out.onNext(answer);
        out.onCompleted();
    }

    private static Status told(RuntimeException failed) {
        Throwable cause =
                failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
        if (cause instanceof StatusRuntimeException status) {
            return status.getStatus();
        }
        if (cause instanceof StoreException unavailable) {
            return Status.UNAVAILABLE.withDescription(unavailable.getMessage());
        }
        LOG.error("a question could not be answered", cause);
        return Status.INTERNAL.withDescription("collector: " + cause.getClass().getSimpleName()
                + " (expected: an answer; the collector's log says more)");
    }
}
