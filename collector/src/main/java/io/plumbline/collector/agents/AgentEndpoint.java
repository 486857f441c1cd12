// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.agents;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.plumbline.collector.access.Caller;
import io.plumbline.collector.access.CallerInterceptor;
import io.plumbline.collector.metrics.CollectorMetrics;
import io.plumbline.collector.peers.PeerResolver;
import io.plumbline.collector.writer.Writer;
import io.plumbline.v1.AgentMessage;
import io.plumbline.v1.AgentServiceGrpc;
import io.plumbline.v1.ClusterView;
import io.plumbline.v1.CollectorMessage;
import io.plumbline.v1.PeerAnswer;
import io.plumbline.v1.PeerQuestion;
import io.plumbline.v1.ResolvePeersRequest;
import io.plumbline.v1.ResolvePeersResponse;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The agents' service: hands each stream to the writer, message by message, and answers who had an address. */
public final class AgentEndpoint extends AgentServiceGrpc.AgentServiceImplBase {
    private static final int MAX_QUESTIONS = 256;

    private final Writer writer;
    private final AgentRegistry registry;
    private final PeerResolver peers;
    private final Supplier<ClusterView> view;
    private final CollectorMetrics metrics;

    /** {@code view}: how current what the resolver knows of the cluster is. */
    public AgentEndpoint(
            Writer writer,
            AgentRegistry registry,
            PeerResolver peers,
            Supplier<ClusterView> view,
            CollectorMetrics metrics) {
        this.writer = writer;
        this.registry = registry;
        this.peers = peers;
        this.view = view;
        this.metrics = metrics;
    }

    @Override
    public StreamObserver<AgentMessage> connect(StreamObserver<CollectorMessage> out) {
        var call = (ServerCallStreamObserver<CollectorMessage>) out;
        var inbound = new Inbound(CallerInterceptor.current(), call);
        call.disableAutoRequest();
        call.setOnCancelHandler(inbound::ended);
        call.request(1);
        return inbound;
    }

    @Override
    public void resolvePeers(ResolvePeersRequest request, StreamObserver<ResolvePeersResponse> out) {
        if (request.getQuestionsCount() > MAX_QUESTIONS) {
            out.onError(Status.INVALID_ARGUMENT
                    .withDescription(
                            "questions: " + request.getQuestionsCount() + " (expected: at most " + MAX_QUESTIONS + ")")
                    .asRuntimeException());
            return;
        }
        var response = ResolvePeersResponse.newBuilder().setView(view.get());
        request.getQuestionsList().forEach(question -> response.addAnswers(answer(question)));
        out.onNext(response.build());
        out.onCompleted();
    }

    private PeerAnswer answer(PeerQuestion question) {
        PeerAnswer answer = peers.answer(question);
        metrics.peerAsked(answer.hasPeer());
        return answer;
    }

    /** The calls of one stream come one after the other; each waits while the writer's queue is full. */
    private final class Inbound implements StreamObserver<AgentMessage> {
        private final Caller caller;
        private final ServerCallStreamObserver<CollectorMessage> out;
        private volatile @Nullable AgentConnection connection;
        private boolean refused;

        private Inbound(Caller caller, ServerCallStreamObserver<CollectorMessage> out) {
            this.caller = caller;
            this.out = out;
        }

        @Override
        public void onNext(AgentMessage message) {
            AgentConnection open = connection;
            if (open != null) {
                if (!writer.submit(turn -> registry.receive(turn, open, message))) {
                    refuse(Status.UNAVAILABLE.withDescription("collector: shutting down (expected: connect again)"));
                }
            } else if (!refused) {
                hello(message);
            }
        }

        private void hello(AgentMessage first) {
            Optional<String> problem = HelloRule.problem(first);
            if (problem.isPresent()) {
                refuse(Status.INVALID_ARGUMENT.withDescription(problem.get()));
                return;
            }
            try {
                caller.requireNode(first.getHello().getNode());
            } catch (StatusRuntimeException denied) {
                refuse(denied.getStatus());
                return;
            }
            var opened = new AgentConnection(first.getHello(), out, registry::closed);
            connection = opened;
            if (!writer.submit(turn -> registry.open(turn, opened))) {
                refuse(Status.UNAVAILABLE.withDescription("collector: shutting down (expected: connect again)"));
            }
        }

        private void refuse(Status status) {
            refused = true;
            metrics.streamClosed(status.getCode().name());
            AgentConnection.refuse(out, status);
        }

        @Override
        public void onError(Throwable broken) {
            ended();
        }

        @Override
        public void onCompleted() {
            if (connection == null && !refused) {
                refuse(Status.INVALID_ARGUMENT.withDescription("first message: none (expected: hello)"));
            }
            ended();
        }

        private void ended() {
            AgentConnection open = connection;
            if (open != null) {
                writer.submit(turn -> registry.gone(open));
            }
        }
    }
}
