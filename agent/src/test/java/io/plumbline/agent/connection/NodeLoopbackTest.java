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
import io.plumbline.profiles.behavior.Listening;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.wire.BehaviorCodec;
import io.plumbline.profiles.workload.Workload;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two pods that have the node's network, and the node itself, on one loopback device. */
class NodeLoopbackTest {
    private static final String WEB = TestNode.CONTAINER;
    private static final String API = TestNode.NEIGHBOUR;
    private static final String KUBELET = "";
    private static final int PORT = 9100;

    @TempDir
    private Path temp = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private TestNode node;

    @BeforeEach
    void twoPodsOfTheNodesNetwork() throws IOException {
        node = new TestNode(temp).containerOfNodesNetwork().entrypoint().neighbourOfNodesNetwork();
    }

    @Test
    void eachOfTwoPodsHasTheOtherAsItsPeer() {
        tcp(Direction.OUTBOUND, 40_000, WEB);
        tcp(Direction.INBOUND, 40_000, API);

        assertThat(learned("web")).containsExactly(new Outbound(workload("api"), PORT, Transport.TCP));
        assertThat(learned("api")).containsExactly(new Inbound(workload("web"), PORT, Transport.TCP));
    }

    @Test
    void theOrderInWhichTheEndsAreToldDoesNotMatter() {
        tcp(Direction.INBOUND, 40_000, API);
        tcp(Direction.OUTBOUND, 40_000, WEB);

        assertThat(learned("web")).containsExactly(new Outbound(workload("api"), PORT, Transport.TCP));
        assertThat(learned("api")).containsExactly(new Inbound(workload("web"), PORT, Transport.TCP));
    }

    @Test
    void theNodeItselfIsANode() {
        tcp(Direction.OUTBOUND, 40_000, KUBELET);
        tcp(Direction.INBOUND, 40_000, API);
        tcp(Direction.OUTBOUND, 40_001, WEB);
        tcp(Direction.INBOUND, 40_001, KUBELET);

        assertThat(learned("api")).containsExactly(new Inbound(new Peer.Node(), PORT, Transport.TCP));
        assertThat(learned("web")).containsExactly(new Outbound(new Peer.Node(), PORT, Transport.TCP));
    }

    @Test
    void bothEndsOfOnePodAreThePodItself() {
        tcp(Direction.OUTBOUND, 40_000, WEB);
        tcp(Direction.INBOUND, 40_000, WEB);

        assertThat(learned("web"))
                .containsExactlyInAnyOrder(
                        new Outbound(new Peer.Loopback(), PORT, Transport.TCP),
                        new Inbound(new Peer.Loopback(), PORT, Transport.TCP));
    }

    /** Whose other end is not seen is not trusted like the pod itself. */
    @Test
    void anEndWithoutTheOtherIsTheNodesInTheEnd() {
        tcp(Direction.OUTBOUND, 40_000, WEB);

        assertThat(learned("web")).containsExactly(new Outbound(new Peer.Node(), PORT, Transport.TCP));
        assertThat(node.gauges().unresolvedPeers()).containsEntry("loopback-unpaired", 1L);
    }

    /** It would listen at another loopback address with the same ports, to be taken for the peer. */
    @Test
    void whoListensAtAnotherLoopbackAddressIsNotThePeer() {
        flow(Transport.TCP, Direction.INBOUND, "127.0.0.9", PORT, "127.0.0.1", 40_000, WEB);
        tcp(Direction.OUTBOUND, 40_000, WEB);
        tcp(Direction.INBOUND, 40_000, API);

        assertThat(learned("web"))
                .contains(new Outbound(workload("api"), PORT, Transport.TCP))
                .doesNotContain(new Outbound(new Peer.Loopback(), PORT, Transport.TCP));
    }

    @Test
    void aPortThatIsUsedAgainLaterIsAnotherConnection() {
        tcp(Direction.OUTBOUND, 40_000, KUBELET);
        tcp(Direction.INBOUND, 40_000, API);
        node.pass(60);
        tcp(Direction.INBOUND, 40_000, API);
        tcp(Direction.OUTBOUND, 40_000, WEB);

        assertThat(learned("web")).containsExactly(new Outbound(workload("api"), PORT, Transport.TCP));
    }

    @Test
    void datagramsGoToWhoeverServesThePort() {
        node.sees(new SensorEvent.ListenerOpened(
                node.now(),
                node.hostNetwork(),
                Transport.UDP,
                new Endpoint(InetAddress.ofLiteral("0.0.0.0"), 8125),
                Reading.unknown("not-provided"),
                false,
                owner(API)));
        flow(Transport.UDP, Direction.OUTBOUND, "0.0.0.0", 40_000, "127.0.0.1", 8125, WEB);
        flow(Transport.UDP, Direction.INBOUND, "0.0.0.0", 8125, "127.0.0.1", 40_000, API);

        assertThat(learned("web")).containsExactly(new Outbound(workload("api"), 8125, Transport.UDP));
        assertThat(learned("api"))
                .containsExactlyInAnyOrder(
                        new Listening(Transport.UDP, 8125, false), new Inbound(workload("web"), 8125, Transport.UDP));
    }

    /** As the runtime does for kubectl port-forward: it enters the pod's network and connects to 127.0.0.1. */
    @Test
    void whatTheNodeConnectsToInAPodsOwnNetworkIsNotThePodItself() throws IOException {
        node = new TestNode(temp.resolve("own")).container("/usr/sbin/server").entrypoint();
        forward(Direction.OUTBOUND, 40_000, KUBELET);
        forward(Direction.INBOUND, 40_000, WEB);
        assertThat(learned("web")).containsExactly(new Inbound(new Peer.Node(), PORT, Transport.TCP));

        forward(Direction.OUTBOUND, 40_001, WEB);
        forward(Direction.INBOUND, 40_001, WEB);
        assertThat(learned("web"))
                .contains(
                        new Outbound(new Peer.Loopback(), PORT, Transport.TCP),
                        new Inbound(new Peer.Loopback(), PORT, Transport.TCP));
    }

    @Test
    void aPortForwardIsNamedInTheIncident() throws IOException {
        node = new TestNode(temp.resolve("own"))
                .container("/usr/sbin/server")
                .entrypoint()
                .pass(100);
        forward(Direction.OUTBOUND, 40_000, KUBELET);
        forward(Direction.INBOUND, 40_000, WEB);
        node.pass(20);

        assertThat(node.deviations()).singleElement().satisfies(deviation -> {
            assertThat(deviation.getRule()).isEqualTo("new-client");
            assertThat(deviation.getBecauseList())
                    .contains(
                            "the node connected over loopback within the pod's own network, as for kubectl port-forward");
        });
    }

    /** As where the first process of the machine is not in the network of the node, in a node within a container. */
    @Test
    void theNetworkOfPodsWithoutAnAddressIsTheNodesWhateverTheFirstProcessHas() throws IOException {
        forward(Direction.OUTBOUND, 40_000, WEB);
        forward(Direction.INBOUND, 40_000, API);
        forward(Direction.OUTBOUND, 40_001, KUBELET);
        forward(Direction.INBOUND, 40_001, API);

        assertThat(learned("web")).containsExactly(new Outbound(workload("api"), PORT, Transport.TCP));
        assertThat(learned("api"))
                .containsExactlyInAnyOrder(
                        new Inbound(workload("web"), PORT, Transport.TCP),
                        new Inbound(new Peer.Node(), PORT, Transport.TCP));
    }

    private void forward(Direction direction, int clientPort, String whose) throws IOException {
        boolean outbound = direction == Direction.OUTBOUND;
        flow(
                node.network(),
                Transport.TCP,
                direction,
                "127.0.0.1",
                outbound ? clientPort : PORT,
                "127.0.0.1",
                outbound ? PORT : clientPort,
                whose);
    }

    private void tcp(Direction direction, int clientPort, String whose) {
        boolean outbound = direction == Direction.OUTBOUND;
        flow(
                Transport.TCP,
                direction,
                "127.0.0.1",
                outbound ? clientPort : PORT,
                "127.0.0.1",
                outbound ? PORT : clientPort,
                whose);
    }

    private void flow(
            Transport transport,
            Direction direction,
            String local,
            int localPort,
            String remote,
            int remotePort,
            String whose) {
        flow(node.hostNetwork(), transport, direction, local, localPort, remote, remotePort, whose);
    }

    private void flow(
            long network,
            Transport transport,
            Direction direction,
            String local,
            int localPort,
            String remote,
            int remotePort,
            String whose) {
        node.sees(new SensorEvent.FlowSeen(
                node.now(),
                network,
                transport,
                direction,
                new Endpoint(InetAddress.ofLiteral(local), localPort),
                new Endpoint(InetAddress.ofLiteral(remote), remotePort),
                Reading.unknown("not-provided"),
                transport == Transport.TCP ? Reading.known(true) : Reading.unknown("connectionless"),
                false,
                owner(whose)));
    }

    private static SensorEvent.Owner owner(String whose) {
        String cgroup = whose.isEmpty() ? "0::/system.slice/kubelet.service" : TestNode.cgroup(whose);
        return new SensorEvent.Owner(Reading.unknown("not-provided"), Reading.known(cgroup));
    }

    private Set<Behavior> learned(String container) {
        node.pass(6);
        return node.deltas().stream()
                .filter(delta -> delta.getKey().getContainerName().equals(container))
                .flatMap(delta -> delta.getCountersList().stream())
                .map(counter -> BehaviorCodec.fromProto(counter.getBehavior()))
                .filter(behavior ->
                        behavior instanceof Inbound || behavior instanceof Outbound || behavior instanceof Listening)
                .collect(Collectors.toSet());
    }

    private static Peer workload(String name) {
        return new Peer.WorkloadPeer(new Workload("local", "shop", "Deployment", name));
    }
}
