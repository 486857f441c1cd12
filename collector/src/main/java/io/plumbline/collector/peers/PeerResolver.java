// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.peers;

import io.plumbline.collector.cluster.IpText;
import io.plumbline.collector.cluster.memory.ClusterMemory;
import io.plumbline.collector.cluster.memory.Found;
import io.plumbline.collector.cluster.record.PodRecord;
import io.plumbline.collector.store.Times;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.wire.PeerCodec;
import io.plumbline.profiles.wire.WorkloadCodec;
import io.plumbline.profiles.workload.Workload;
import io.plumbline.v1.IdentitySource;
import io.plumbline.v1.Peer;
import io.plumbline.v1.PeerAnswer;
import io.plumbline.v1.PeerQuestion;
import io.plumbline.v1.Pod;
import io.plumbline.v1.SandboxInterval;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Finds the peer that had an address at a time. It looks in this order: the sandbox whose interval covers it, to the
 * nanosecond; the pod of which the API says so, to the second, unless an agent says that it has left; the nearest sandbox
 * within the tolerance of clocks; the service, API server or node; of clients the node that has the address for its bridge or
 * tunnel, once nobody can tell of a pod there any more: some networks give that address to one. Of the last two seconds nobody
 * is told, because the pod that had the address may be gone. Nobody rather than somebody who may be the wrong one. Thread-safe;
 * waits for nothing.
 */
public final class PeerResolver {
    /**
     * The time by which an agent has told of a pod that is gone, and of the next one that got its address: so far back who
     * still seems to have an address had it. Asked sooner, whoever asks is to ask again.
     */
    static final Duration REPORTED = Duration.ofSeconds(2);

    /** The time by which an agent has told of the next pod that got an address, whatever held it up. */
    static final Duration SETTLED = Duration.ofSeconds(10);

    private final SandboxIndex sandboxes;
    private final ClusterMemory memory;
    private final InstantSource clock;

    public PeerResolver(SandboxIndex sandboxes, ClusterMemory memory, InstantSource clock) {
        this.sandboxes = sandboxes;
        this.memory = memory;
        this.clock = clock;
    }

    /** An answer without a peer when nobody is known. */
    public PeerAnswer answer(PeerQuestion question) {
        Optional<String> ip = IpText.canonical(question.getIp());
        return ip.isEmpty() ? PeerAnswer.getDefaultInstance() : answer(ip.get(), question);
    }

    private PeerAnswer answer(String ip, PeerQuestion question) {
        long at = question.getAtUnixNanos();
        long now = Times.nanos(clock);
        boolean reported = at < now - REPORTED.toNanos();
        Optional<SandboxInterval> sandbox = sandboxes.covering(ip, at);
        if (sandbox.isPresent()) {
            return reported || sandbox.get().hasToUnixNanos() ? of(sandbox.get()) : PeerAnswer.getDefaultInstance();
        }
        for (PodRecord pod : memory.podsAt(ip, at)) {
            if (!reported) {
                return PeerAnswer.getDefaultInstance();
            }
            if (!sandboxes.hasLeft(ip, pod.uid(), at)) {
                // Nobody while its owner is not known: an older pod is the wrong one for sure.
                return memory.workloadOf(pod)
                        .map(workload -> of(workload, pod))
                        .orElseGet(PeerAnswer::getDefaultInstance);
            }
        }
        boolean settled = at < now - SETTLED.toNanos();
        return sandboxes
                .near(ip, at, settled)
                .map(this::of)
                .or(() -> memory.othersAt(ip, question.getPort(), transport(question), at)
                        .map(PeerResolver::of))
                .or(() -> settled && question.getPort() == 0
                        ? memory.gatewayAt(ip).map(PeerResolver::of)
                        : Optional.empty())
                .orElseGet(PeerAnswer::getDefaultInstance);
    }

    /** An owner that an agent knew by labels alone is replaced by the one that the API tells. */
    private PeerAnswer of(SandboxInterval interval) {
        io.plumbline.v1.Workload reported = interval.getIdentity().getWorkload();
        boolean confirmed = interval.getIdentity().getSource() == IdentitySource.IDENTITY_SOURCE_API;
        io.plumbline.v1.Workload workload = confirmed
                ? reported
                : memory.workloadOf(interval.getPod().getUid())
                        .map(WorkloadCodec::toProto)
                        .orElse(reported);
        return PeerAnswer.newBuilder()
                .setPeer(Peer.newBuilder().setWorkload(workload))
                .setPod(interval.getPod())
                .build();
    }

    private static PeerAnswer of(Workload workload, PodRecord pod) {
        var message = Pod.newBuilder()
                .setUid(pod.uid())
                .setNamespace(pod.namespace())
                .setName(pod.name())
                .putAllLabels(pod.labels())
                .addAllIps(pod.ips());
        if (pod.template().serviceAccount() != null) {
            message.setServiceAccount(pod.template().serviceAccount());
        }
        return PeerAnswer.newBuilder()
                .setPeer(Peer.newBuilder().setWorkload(WorkloadCodec.toProto(workload)))
                .setPod(message)
                .build();
    }

    private static PeerAnswer of(Found found) {
        var answer = PeerAnswer.newBuilder().setPeer(PeerCodec.toProto(found.peer()));
        if (found.behind() != null) {
            answer.setBehind(WorkloadCodec.toProto(found.behind()));
        }
        return answer.build();
    }

    private static Transport transport(PeerQuestion question) {
        return switch (question.getTransport()) {
            case TRANSPORT_TCP -> Transport.TCP;
            case TRANSPORT_UDP -> Transport.UDP;
            case TRANSPORT_UNIX, TRANSPORT_UNSPECIFIED, UNRECOGNIZED -> Transport.UNKNOWN;
        };
    }
}
