// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.pipeline.TestNode;
import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.v1.Deviation;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ends of a connection are watched, and each has a baseline of its own. */
class NeighbourTest {
    private static final Endpoint SERVER = new Endpoint(InetAddress.ofLiteral("10.0.0.5"), 9999);
    private static final Endpoint CLIENT = new Endpoint(InetAddress.ofLiteral("10.0.0.6"), 40_000);

    @TempDir
    private Path temp = Path.of("");

    private static SensorEvent.FlowSeen flow(TestNode node, Direction direction) {
        boolean outbound = direction == Direction.OUTBOUND;
        return new SensorEvent.FlowSeen(
                node.now(),
                1,
                Transport.TCP,
                direction,
                outbound ? CLIENT : SERVER,
                outbound ? SERVER : CLIENT,
                Reading.unknown("not-provided"),
                Reading.known(true),
                false,
                new SensorEvent.Owner(
                        Reading.known(outbound ? TestNode.NEIGHBOUR_INIT : TestNode.INIT),
                        Reading.unknown("not-provided")));
    }

    private static Profile of(TestNode node, String name) {
        return node.profiles().stream()
                .filter(profile -> profile.key().containerName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLearningNeighbourOnANewPortIsNewToTheLockedServerAndTeachesItNothing() throws IOException {
        TestNode node = new TestNode(temp)
                .container("/usr/sbin/server", "/usr/bin/worker")
                .entrypoint()
                .pass(100)
                .neighbour();
        Profile before = of(node, "web");
        assertThat(before.state()).isEqualTo(BaselineState.STABLE);

        node.sees(flow(node, Direction.OUTBOUND))
                .sees(flow(node, Direction.INBOUND))
                .pass(20);

        assertThat(node.incidents()).hasSize(1);
        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("new-client");
        assertThat(node.incidents().getFirst().getBaseline().getWorkload().getName())
                .isEqualTo("web");
        Profile after = of(node, "web");
        assertThat(after.contentHash()).isEqualTo(before.contentHash());
        assertThat(after.entries().values()).noneMatch(entry -> entry.behavior() instanceof Inbound);
        assertThat(of(node, "api").state()).isEqualTo(BaselineState.LEARNING);
        assertThat(of(node, "api").entries().values()).anyMatch(entry -> entry.behavior() instanceof Outbound);
    }
}
