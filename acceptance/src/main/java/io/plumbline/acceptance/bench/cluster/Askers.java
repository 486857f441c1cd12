// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.cluster;

import io.grpc.ManagedChannel;
import io.plumbline.acceptance.bench.report.Samples;
import io.plumbline.v1.AgentServiceGrpc;
import io.plumbline.v1.AgentServiceGrpc.AgentServiceBlockingStub;
import io.plumbline.v1.PeerAnswer;
import io.plumbline.v1.PeerQuestion;
import io.plumbline.v1.ResolvePeersRequest;
import io.plumbline.v1.Transport;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several who ask the collector who had an address, each as soon as it was answered. */
final class Askers {
    private static final int CALLERS = 4;
    private static final int SERVICES_OF_TEN = 2;

    /** The age of the times that are asked for: who had an address is told once it is sure. */
    private static final long BEFORE_NANOS = 5_000_000_000L;

    private final ManagedChannel channel;
    private final LargeCluster cluster;

    Askers(ManagedChannel channel, LargeCluster cluster) {
        this.channel = channel;
        this.cluster = cluster;
    }

    /**
     * The answers that they got.
     *
     * @param unanswered questions of which nobody was known
     */
    record Asked(double answersPerSecond, Samples millisPerCall, long unanswered) {}

    Asked ask(int questionsPerCall, Duration time) throws IOException {
        List<Double> millis = Collections.synchronizedList(new ArrayList<>());
        long begin = System.nanoTime();
        long unanswered = 0;
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<Long>> running = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                var random = new Random(caller);
                running.add(callers.submit(() -> call(random, questionsPerCall, begin + time.toNanos(), millis)));
            }
            for (Future<Long> each : running) {
                unanswered += each.get();
            }
        } catch (ExecutionException failed) {
            throw new IOException("ResolvePeers: " + failed.getCause(), failed);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopping);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Asked(millis.size() * (double) questionsPerCall / seconds, new Samples(millis), unanswered);
    }

    private long call(Random random, int questions, long deadline, List<Double> millis) {
        AgentServiceBlockingStub stub = AgentServiceGrpc.newBlockingStub(channel);
        long unanswered = 0;
        while (System.nanoTime() - deadline < 0) {
            ResolvePeersRequest request = request(random, questions);
            long begin = System.nanoTime();
            List<PeerAnswer> answers = stub.resolvePeers(request).getAnswersList();
            millis.add((System.nanoTime() - begin) / 1e6);
            unanswered += answers.stream().filter(answer -> !answer.hasPeer()).count();
        }
        return unanswered;
    }

    private ResolvePeersRequest request(Random random, int questions) {
        var request = ResolvePeersRequest.newBuilder();
        long now = Instant.now().getEpochSecond() * 1_000_000_000L;
        for (int question = 0; question < questions; question++) {
            boolean service = random.nextInt(10) < SERVICES_OF_TEN;
            request.addQuestions(PeerQuestion.newBuilder()
                    .setIp(
                            service
                                    ? LargeCluster.serviceIp(random.nextInt(cluster.deployments()))
                                    : LargeCluster.podIp(random.nextInt(cluster.pods())))
                    .setPort(80)
                    .setTransport(Transport.TRANSPORT_TCP)
                    .setAtUnixNanos(now - BEFORE_NANOS));
        }
        return request.build();
    }
}
