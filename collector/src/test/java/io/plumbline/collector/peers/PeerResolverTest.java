// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.peers;

import static io.plumbline.collector.cluster.memory.Objects.DB;
import static io.plumbline.collector.cluster.memory.Objects.WEB;
import static io.plumbline.collector.cluster.memory.Objects.WEB_SET;
import static io.plumbline.collector.cluster.memory.Objects.pod;
import static io.plumbline.collector.cluster.memory.Objects.service;
import static io.plumbline.collector.testing.Samples.SECOND;
import static io.plumbline.collector.testing.Samples.T0;
import static io.plumbline.collector.testing.Samples.sandbox;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.collector.cluster.memory.ClusterMemory;
import io.plumbline.collector.cluster.memory.MemoryBounds;
import io.plumbline.collector.cluster.record.NodeRecord;
import io.plumbline.collector.cluster.record.PodRecord;
import io.plumbline.collector.store.SandboxRow;
import io.plumbline.v1.IdentitySource;
import io.plumbline.v1.PeerAnswer;
import io.plumbline.v1.PeerQuestion;
import io.plumbline.v1.SandboxInterval;
import io.plumbline.v1.Transport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PeerResolverTest {
    private static final String IP = "10.0.0.1";

    private long now = T0 + 100 * SECOND;
    private final InstantSource clock = () -> Instant.ofEpochSecond(0, now);
    private final SandboxIndex sandboxes = new SandboxIndex(Duration.ofSeconds(2));
    private final ClusterMemory memory = new ClusterMemory("local", MemoryBounds.defaults(), clock);
    private final PeerResolver resolver = new PeerResolver(sandboxes, memory, clock);

    @Test
    void anAddressThatIsUsedAgainWithinTwoSecondsIsRightAtEveryMoment() {
        report(sandbox("s1", IP, "web", T0).toBuilder()
                .setToUnixNanos(T0 + 10 * SECOND)
                .build());
        report(sandbox("s2", IP, "db", T0 + 11 * SECOND));
        // The API tells of the second pod, of whole seconds, and does not know yet that the first is gone.
        put(pod("uid-s1", "web-s1", IP, WEB, T0));
        put(pod("uid-s2", "db-s2", IP, DB, T0 + 9 * SECOND));

        assertThat(who(T0 + 9 * SECOND + 500_000_000)).isEqualTo("web");
        assertThat(who(T0 + 10 * SECOND)).isEqualTo("web");
        assertThat(who(T0 + 11 * SECOND)).isEqualTo("db");
        assertThat(who(T0 + 50 * SECOND)).isEqualTo("db");
    }

    @Test
    void whoStillSeemsToHaveAnAddressIsBelievedOnceItsEndWouldHaveBeenTold() {
        report(sandbox("s1", IP, "web", T0));
        now = T0 + 11 * SECOND;
        assertThat(answer(IP, 80, T0 + 10 * SECOND).hasPeer()).isFalse();

        // Its end, and the next pod, are told a moment after the question.
        report(sandbox("s1", IP, "web", T0).toBuilder()
                .setToUnixNanos(T0 + 9 * SECOND)
                .build());
        report(sandbox("s2", IP, "db", T0 + 9 * SECOND + 500_000_000));
        now = T0 + 13 * SECOND;
        assertThat(who(T0 + 10 * SECOND)).isEqualTo("db");
    }

    @Test
    void whoHasJustLeftIsNotBelievedBeforeTheNextOneIsTold() {
        report(sandbox("s1", IP, "web", T0).toBuilder()
                .setToUnixNanos(T0 + 10 * SECOND)
                .build());
        put(pod("uid-s1", "web-s1", IP, WEB, T0));
        now = T0 + 11 * SECOND;
        assertThat(answer(IP, 80, T0 + 11 * SECOND).hasPeer())
                .as("an agent may tell of another pod within moments")
                .isFalse();

        now = T0 + 22 * SECOND;
        assertThat(who(T0 + 11 * SECOND)).isEqualTo("web");
        assertThat(answer(IP, 80, T0 + 13 * SECOND).hasPeer()).isFalse();
    }

    @Test
    void theApiTellsOfPodsOnNodesWithoutAnAgent() {
        put(pod("uid-1", "db-0", IP, DB, T0));

        PeerAnswer answer = answer(IP, 5432, now - 3 * SECOND);
        assertThat(answer.getPeer().getWorkload().getKind()).isEqualTo("StatefulSet");
        assertThat(answer.getPod().getName()).isEqualTo("db-0");
        assertThat(answer.getPod().getLabelsMap()).containsEntry("app", "db");
    }

    @Test
    void aPodWhoseOwnerIsNotKnownIsNobodyYet() {
        put(pod("uid-0", "db-0", IP, DB, T0));
        put(pod("uid-1", "web-1", IP, WEB_SET, T0 + SECOND));

        assertThat(answer(IP, 80, now - 3 * SECOND).hasPeer()).isFalse();
    }

    @Test
    void theOwnerOfTheApiReplacesOneByLabels() {
        SandboxInterval byLabels = sandbox("s1", IP, "web", T0);
        report(byLabels.toBuilder()
                .setIdentity(byLabels.getIdentity().toBuilder().setSource(IdentitySource.IDENTITY_SOURCE_LABELS))
                .build());
        assertThat(answer(IP, 80, now - 3 * SECOND).getPeer().getWorkload().getName())
                .isEqualTo("web");

        put(pod("uid-s1", "web-s1", IP, DB, T0));
        assertThat(answer(IP, 80, now - 3 * SECOND).getPeer().getWorkload().getName())
                .isEqualTo("db");
    }

    @Test
    void aServiceStaysAServiceAndTellsWhatIsBehind() {
        memory.services().put("shop/web", service("shop", "web", "10.96.0.10", 0, T0));
        put(pod("uid-1", "web-1", IP, WEB, T0));

        PeerAnswer answer = answer("::ffff:10.96.0.10", 80, now);
        assertThat(answer.getPeer().getService().getName()).isEqualTo("web");
        assertThat(answer.getBehind().getKind()).isEqualTo("Deployment");
        assertThat(answer.hasPod()).isFalse();
        assertThat(answer("nonsense", 80, now)).isEqualTo(PeerAnswer.getDefaultInstance());
        assertThat(answer("203.0.113.9", 80, now)).isEqualTo(PeerAnswer.getDefaultInstance());
    }

    @Test
    void aClientAtTheAddressOfABridgeOrTunnelIsTheNodeOnceNoPodCanBeToldOfAnyMore() {
        memory.nodes().put("node-1", new NodeRecord(List.of("192.168.1.1"), List.of("10.0.0.0", IP)));

        assertThat(answer(IP, 0, now).hasPeer())
                .as("a pod may be told of within moments")
                .isFalse();
        long settled = now - 11 * SECOND;
        assertThat(answer(IP, 0, settled).getPeer().hasNode()).isTrue();
        assertThat(answer("10.0.0.0", 0, settled).getPeer().hasNode()).isTrue();
        assertThat(answer("10.0.0.2", 0, settled).hasPeer()).as("of a pod").isFalse();
        assertThat(answer(IP, 80, settled).hasPeer()).as("not a client").isFalse();

        memory.nodes().put("node-1", new NodeRecord(List.of("192.168.1.1"), List.of(IP)));
        assertThat(answer("10.0.0.0", 0, settled).hasPeer()).isFalse();
        memory.services().put("shop/web", service("shop", "web", IP, 0, T0));
        assertThat(answer(IP, 0, settled).getPeer().hasService()).isTrue();
        put(pod("uid-1", "db-0", IP, DB, T0));
        assertThat(answer(IP, 0, settled).getPeer().getWorkload().getName()).isEqualTo("db");
        report(sandbox("s1", IP, "web", T0));
        assertThat(answer(IP, 0, settled).getPeer().getWorkload().getName()).isEqualTo("web");
    }

    @Test
    void aNodeThatIsGoneHasNoBridge() {
        memory.nodes().put("node-1", new NodeRecord(List.of(), List.of(IP)));
        memory.nodes().put("node-2", new NodeRecord(List.of(), List.of(IP)));
        long settled = now - 11 * SECOND;
        memory.nodes().remove("node-1");
        assertThat(answer(IP, 0, settled).getPeer().hasNode())
                .as("another has it")
                .isTrue();
        memory.nodes().remove("node-2");
        assertThat(answer(IP, 0, settled).hasPeer()).isFalse();
    }

    private void report(SandboxInterval interval) {
        sandboxes.put(new SandboxRow("node-a", interval));
    }

    private void put(PodRecord pod) {
        memory.pods().put("shop/" + pod.name(), pod);
    }

    private String who(long at) {
        return answer(IP, 80, at).getPeer().getWorkload().getName();
    }

    private PeerAnswer answer(String ip, int port, long at) {
        return resolver.answer(PeerQuestion.newBuilder()
                .setIp(ip)
                .setPort(port)
                .setTransport(Transport.TRANSPORT_TCP)
                .setAtUnixNanos(at)
                .build());
    }
}
