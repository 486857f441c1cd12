// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.pipeline.TestNode;
import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.wire.BehaviorCodec;
import io.plumbline.profiles.workload.Workload;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.EntryCounter;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionsTest {
    private static final int SERVER = TestNode.INIT;
    private static final long NOBODYS_NETWORK = 1;

    @TempDir
    private Path temp = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private TestNode node;

    @BeforeEach
    void serverRuns() throws IOException {
        node = new TestNode(temp)
                .container("/usr/sbin/server", "/usr/bin/worker")
                .entrypoint();
    }

    private static Peer workload(String name) {
        return new Peer.WorkloadPeer(new Workload("local", "shop", "Deployment", name));
    }

    private static SensorEvent.Owner ofContainer() {
        return of(TestNode.CONTAINER);
    }

    private static SensorEvent.Owner of(String container) {
        return new SensorEvent.Owner(Reading.unknown("not-provided"), Reading.known(TestNode.cgroup(container)));
    }

    private long network() throws IOException {
        return node.network();
    }

    private void flow(
            long network,
            Direction direction,
            String local,
            int localPort,
            String remote,
            int remotePort,
            boolean found,
            SensorEvent.Owner owner) {
        node.sees(new SensorEvent.FlowSeen(
                        node.now(),
                        network,
                        Transport.TCP,
                        direction,
                        new Endpoint(InetAddress.ofLiteral(local), localPort),
                        new Endpoint(InetAddress.ofLiteral(remote), remotePort),
                        Reading.unknown("not-provided"),
                        Reading.known(true),
                        found,
                        owner))
                .pass(3);
    }

    private List<EntryCounter> counters() {
        return node.deltas().stream()
                .flatMap(delta -> delta.getCountersList().stream())
                .filter(counter -> counter.getBehavior().hasOutbound()
                        || counter.getBehavior().hasInbound())
                .toList();
    }

    private List<Behavior> learned() {
        return counters().stream()
                .map(counter -> BehaviorCodec.fromProto(counter.getBehavior()))
                .distinct()
                .toList();
    }

    private TestNode listens(int port, SensorEvent.Owner owner) {
        return node.sees(new SensorEvent.ListenerOpened(
                node.now(),
                NOBODYS_NETWORK,
                Transport.TCP,
                new Endpoint(InetAddress.ofLiteral("0.0.0.0"), port),
                Reading.unknown("not-provided"),
                false,
                owner));
    }

    @Test
    void theOwnersProcessTellsContainerAndEvidence() throws IOException {
        node.runs(300, SERVER, "/usr/bin/worker", "worker").pass(100);
        listens(4444, new SensorEvent.Owner(Reading.known(300), Reading.unknown("not-provided")));

        Deviation deviation = node.deviations().getFirst();
        assertThat(deviation.getRule()).isEqualTo("new-listener");
        assertThat(deviation.getProcess().getExecutable()).isEqualTo("/usr/bin/worker");
    }

    @Test
    void theCgroupOfTheSocketIsEnoughWhenTheProcessIsGone() {
        node.pass(100);
        listens(4444, new SensorEvent.Owner(Reading.known(999), Reading.known(TestNode.cgroup(TestNode.CONTAINER))));

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("new-listener");
        assertThat(node.deviations().getFirst().hasProcess()).isFalse();
    }

    @Test
    void aSocketOfTheNodeIsNoContainersEvenInASharedNetwork() {
        node.pass(100);
        listens(4444, new SensorEvent.Owner(Reading.known(999), Reading.known("0::/system.slice/kubelet.service")));

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void inTheNodesNetworkASocketOfNobodyKnownIsNobodys() throws IOException {
        long network = network();
        flow(network, Direction.INBOUND, "10.0.0.5", 8080, "10.0.0.5", 40_000, false, SensorEvent.Owner.UNKNOWN);
        assertThat(learned()).hasSize(1);

        node = new TestNode(temp.resolve("host")).containerOfNodesNetwork().entrypoint();
        flow(network(), Direction.INBOUND, "10.0.0.1", 8080, "10.0.0.1", 40_000, false, SensorEvent.Owner.UNKNOWN);
        assertThat(learned()).isEmpty();

        flow(network(), Direction.INBOUND, "10.0.0.1", 8080, "10.0.0.9", 40_000, false, ofContainer());
        node.pass(6);
        assertThat(learned()).containsExactly(new Inbound(new Peer.Cidr("10.0.0.9/32"), 8080, Transport.TCP));
    }

    @Test
    void theDirectionSaysWhosePortCounts() {
        flow(1, Direction.INBOUND, "10.0.0.5", 8080, "10.0.0.9", 40_000, false, ofContainer());
        flow(1, Direction.OUTBOUND, "10.0.0.5", 40_001, "10.0.0.9", 5432, false, ofContainer());
        node.pass(6);

        assertThat(learned())
                .containsExactlyInAnyOrder(
                        new Inbound(new Peer.Cidr("10.0.0.9/32"), 8080, Transport.TCP),
                        new Outbound(new Peer.Cidr("10.0.0.9/32"), 5432, Transport.TCP));
    }

    @Test
    void bothEndsOnOneNodeKnowEachOther() throws IOException {
        node.neighbour();
        flow(1, Direction.OUTBOUND, "10.0.0.5", 40_001, "10.0.0.6", 5432, false, ofContainer());
        flow(2, Direction.INBOUND, "10.0.0.6", 5432, "10.0.0.5", 40_001, false, of(TestNode.NEIGHBOUR));
        node.pass(6);

        assertThat(learned())
                .containsExactlyInAnyOrder(
                        new Outbound(workload("api"), 5432, Transport.TCP),
                        new Inbound(workload("web"), 5432, Transport.TCP));
    }

    @Test
    void anAddressOfIpv4InIpv6FormIsTheSamePeer() throws IOException {
        node.neighbour();
        flow(1, Direction.OUTBOUND, "::ffff:10.0.0.5", 40_001, "::ffff:10.0.0.6", 5432, false, ofContainer());
        node.pass(6);

        assertThat(learned()).containsExactly(new Outbound(workload("api"), 5432, Transport.TCP));
    }

    @Test
    void whatALookFindsAgainIsNotOpenedAgain() {
        for (int look = 0; look < 3; look++) {
            flow(1, Direction.OUTBOUND, "10.0.0.5", 40_001, "10.0.0.5", 5432, look > 0, ofContainer());
        }
        node.pass(6);

        assertThat(counters()).extracting(EntryCounter::getCount).containsExactly(1L);
    }

    @Test
    void connectionsOfTheNodeItselfTakeNoRoomFromThoseOfContainers() {
        SensorEvent.Owner kubelet =
                new SensorEvent.Owner(Reading.known(999), Reading.known("0::/system.slice/kubelet.service"));
        flow(1, Direction.OUTBOUND, "10.0.0.1", 40_001, "10.0.0.9", 443, false, kubelet);
        assertThat(node.gauges().openConnections()).isZero();

        flow(1, Direction.OUTBOUND, "10.0.0.5", 40_001, "10.0.0.9", 443, false, ofContainer());
        assertThat(node.gauges().openConnections()).isOne();
        assertThat(node.gauges().forgottenConnections()).isZero();
    }

    @Test
    void tryingOutAnAddressIsNoConnection() {
        flow(1, Direction.OUTBOUND, "0.0.0.0", 40_001, "198.51.100.7", 0, false, ofContainer());
        node.pass(6);

        assertThat(learned()).isEmpty();
    }

    @Test
    void whatASessionConnectsToIsNotLearned() throws IOException {
        node.runs(300, TestNode.RUNTIME, "/usr/bin/worker", "worker");
        listens(4444, new SensorEvent.Owner(Reading.known(300), Reading.unknown("not-provided")))
                .pass(3);

        assertThat(node.deltas().stream().flatMap(delta -> delta.getCountersList().stream()))
                .noneMatch(counter -> counter.getBehavior().hasListening());
    }
}
